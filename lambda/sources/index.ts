import { cloudtrail } from './cloudtrail/decoder.ts';
import { entra } from './entra/decoder.ts';
import type { SourceDecoder } from './source.ts';

/** Every source. A folder's name is its source's id; a test compares the two. */
export const sources: readonly SourceDecoder[] = [cloudtrail, entra];
