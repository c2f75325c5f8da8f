import * as v from 'valibot';

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

const text = v.pipe(v.string(), v.nonEmpty());
const schema = v.pipe(
  v.array(v.strictObject({ bucket: text, owner: text, region: v.exactOptional(text), readAs: v.exactOptional(text) })),
  v.minLength(1),
);

/** By name. Undefined where the text is no such list, or an empty one. */
export function parseLogBuckets(json: string): ReadonlyMap<string, LogBucket> | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), json);
  return parsed.success ? new Map(parsed.output.map((each) => [each.bucket, each])) : undefined;
}
