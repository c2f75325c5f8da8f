import * as v from 'valibot';
import type { CloudTrailMode } from './cloudtrail.ts';

/** The stack's outputs that say what it was made of: for `gatewarden doctor`. */
export const deployedOutputs = {
  /** The version of Gatewarden that made the stack. */
  version: 'GatewardenVersion',
  /** Where CloudTrail's files are read, as JSON: a list of DeployedSource. */
  sources: 'CloudTrailSources',
  /** What the logical ids of its resources begin with, before an asterisk: `Gatewarden*`. */
  logicalIds: 'GatewardenLogicalIds',
  /** What the cursor of Entra ID's poller is called in the table; there with `entra.graph`. */
  cursor: 'EntraCursorName',
} as const;

/** A bucket that CloudTrail's files are read from. */
export interface DeployedSource {
  readonly mode: CloudTrailMode;
  readonly bucket: string;
  /** The account that owns the bucket. */
  readonly account: string;
  /** Where the bucket is, if not in the stack's Region. */
  readonly region?: string;
  /** The key that the files are encrypted with, where it is a key of somebody else. */
  readonly keyArn?: string;
  readonly topicArn?: string;
  readonly readAs?: string;
  /** The bucket that trails write to, where this one is a replica; unknown where only its owner knows. */
  readonly sourceBucket?: string;
  /** Who owns that one. */
  readonly sourceAccount?: string;
}

const modes = ['create', 'bucket', 'topic', 'eventbridge', 'replica'] as const satisfies readonly CloudTrailMode[];

const sourcesSchema = v.array(
  v.object({
    mode: v.picklist(modes),
    bucket: v.string(),
    account: v.string(),
    region: v.exactOptional(v.string()),
    keyArn: v.exactOptional(v.string()),
    topicArn: v.exactOptional(v.string()),
    readAs: v.exactOptional(v.string()),
    sourceBucket: v.exactOptional(v.string()),
    sourceAccount: v.exactOptional(v.string()),
  }),
);

/** The sources in an output's JSON; undefined where it is something else. */
export function parseSources(json: unknown): readonly DeployedSource[] | undefined {
  const parsed = v.safeParse(sourcesSchema, json);
  return parsed.success ? parsed.output : undefined;
}
