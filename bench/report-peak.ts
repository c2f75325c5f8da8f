import { writeSync } from 'node:fs';
import { peakMemory } from './peak-memory.ts';

/** Imported in front of a command, it writes the command's peak memory on a channel of its own when that ends. */
process.on('exit', () => writeSync(3, String(peakMemory())));
