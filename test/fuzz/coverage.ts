import { type Profiler, Session } from 'node:inspector/promises';

/** Which blocks of our code run, as V8 counts them. */
export interface Coverage {
  /** The blocks that ran since it was asked for last, by file and place. */
  ran(): Promise<readonly string[]>;
  /** Of each file that ran: how many of its blocks did, of how many. */
  files(): ReadonlyMap<string, { readonly run: number; readonly of: number }>;
  stop(): Promise<void>;
}

/**
 * V8's own precise coverage of the code in `lambda/`, of this thread. Its counters begin anew with each look:
 * https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#method-takePreciseCoverage
 */
export async function startCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const files = new Map<string, Map<string, boolean>>();
  return {
    async ran() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      return result.filter(({ url }) => url.includes('/lambda/')).flatMap(note);
    },
    files: () => new Map([...files].map(([file, blocks]) => [file, counted([...blocks.values()])])),
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };

  function note({ url, functions }: Profiler.ScriptCoverage): readonly string[] {
    const file = url.slice(url.lastIndexOf('/lambda/') + 1);
    const blocks = files.get(file) ?? new Map<string, boolean>();
    files.set(file, blocks);
    const ranges = functions.flatMap((each) => each.ranges);
    return ranges.flatMap(({ startOffset, endOffset, count }) => {
      const block = `${startOffset}-${endOffset}`;
      blocks.set(block, count > 0 || blocks.get(block) === true);
      return count > 0 ? [`${file}:${block}`] : [];
    });
  }
}

function counted(blocks: readonly boolean[]) {
  return { run: blocks.filter((ran) => ran).length, of: blocks.length };
}
