import { setTimeout } from 'node:timers/promises';
import type { Instant } from '../../lambda/core/time.ts';
import { type GraphServer, startGraph } from '../servers/graph.ts';
import { madeAssembly } from './made-assembly.ts';

/** Starts Graph where the poller looks for it. The place is the same for all test files: waits while another one has it. */
export async function graphHere(): Promise<GraphServer> {
  const { graphPort: port } = await madeAssembly();
  for (;;) {
    try {
      return await startGraph({ now: () => Date.now() as Instant, port });
    } catch (error) {
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EADDRINUSE') throw error;
      await setTimeout(100);
    }
  }
}
