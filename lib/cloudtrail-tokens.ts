import { Token } from 'aws-cdk-lib';
import { arnParts } from '../lambda/config/arn.ts';
import { isMapping } from '../lambda/config/faults.ts';

/** A block of `cloudtrail` as it was given: of any shape, as nobody has checked it yet. */
type Block = Readonly<Record<string, unknown>>;

/** What names its bucket, which may be a token. Of a block that names none, the block itself. */
export function bucketIn(block: unknown): unknown {
  return isMapping(block) ? (block['bucket'] ?? block['sourceBucket'] ?? block) : block;
}

/**
 * A block as it can be checked. What goes into the template alone may be known no sooner than at deployment, as the name
 * of a bucket of the same app is: for such a token stands something that fits the rest of the block. Other tokens stay. `index` is that
 * of the first block with this bucket.
 */
export function withStandIns(block: Block, index: number): Block {
  const standIns = standInsFor(block, index);
  return { ...block, ...Object.fromEntries(Object.keys(tokensOf(block)).map((key) => [key, standIns[key]])) };
}

/** What of a block may be a token, and is one. */
export function tokensOf(block: Block): Block {
  const entries = Object.entries(block).filter(([key, value]) => replaceable.has(key) && Token.isUnresolved(value));
  return Object.fromEntries(entries);
}

function standInsFor(block: Block, index: number): Readonly<Record<string, string>> {
  const account =
    known(block['account']) ?? accountOf(block['readAs']) ?? accountOf(block['roleArn']) ?? '000000000000';
  const region = known(block['region']) ?? regionOf(block['keyArn']) ?? 'us-east-1';
  const name = `token-${index}`; // no two the same, but where they are
  return {
    bucket: name,
    sourceBucket: name,
    account,
    region,
    keyArn: `arn:aws:kms:${region}:${account}:key/token`,
    topicArn: `arn:aws:sns:${region}:${account}:token`,
    readAs: `arn:aws:iam::${account}:role/token`,
    roleArn: `arn:aws:iam::${account}:role/token`,
  };
}

const replaceable: ReadonlySet<string> = new Set(Object.keys(standInsFor({}, 0)));

function known(value: unknown): string | undefined {
  return typeof value === 'string' && !Token.isUnresolved(value) ? value : undefined;
}

function accountOf(arn: unknown): string | undefined {
  const text = known(arn);
  return text === undefined ? undefined : arnParts(text).account;
}

function regionOf(arn: unknown): string | undefined {
  const text = known(arn);
  return text === undefined ? undefined : arnParts(text).region;
}
