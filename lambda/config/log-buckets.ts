import { isMapping } from './faults.ts';
import { parsedJson } from './parsed-json.ts';

/** A bucket that a function may read: the stack writes a list of these into the function's environment, as JSON. */
export interface LogBucket {
  readonly bucket: string;
  /** The account that owns it: whoever takes over a deleted bucket's name feeds us nothing. */
  readonly owner: string;
  /** Where it is. @default - in the function's own Region */
  readonly region?: string;
  /** The ARN of a role to read it as. @default - the function's own */
  readonly readAs?: string;
}

const needed = ['bucket', 'owner'] as const;
const known: readonly string[] = [...needed, 'region', 'readAs'];

/** By name. Undefined where the text is no such list, or an empty one. By hand, as it is read at each start. */
export function parseLogBuckets(json: string): ReadonlyMap<string, LogBucket> | undefined {
  const parsed = parsedJson(json);
  if (!Array.isArray(parsed) || parsed.length === 0 || !parsed.every(isLogBucket)) return undefined;
  return new Map(parsed.map((each) => [each.bucket, each]));
}

function isLogBucket(value: unknown): value is LogBucket {
  if (!isMapping(value) || needed.some((name) => value[name] === undefined)) return false;
  return Object.entries(value).every(([name, text]) => known.includes(name) && typeof text === 'string' && text !== '');
}
