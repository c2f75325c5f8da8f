import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Fault, isMapping, sentenceOf } from '../lambda/config/faults.ts';
import { knownRules } from '../lambda/config/rule-settings.ts';
import { type Config, parseConfig } from '../lambda/config/schema.ts';
import { rules } from '../lambda/rules/index.ts';
import { systemAlerts } from '../lambda/system-alerts/index.ts';
import type { GatewardenProps } from './gatewarden-props.ts';

/** Props that cannot be built. The message has every fault as a sentence in a line of its own, below the construct. */
export class FaultyProps extends Error {
  constructor(construct: Construct, faults: readonly Fault[]) {
    super([`${construct.node.path} cannot be built:`, ...faults.map((fault) => `- ${sentenceOf(fault)}`)].join('\n'));
    this.name = 'FaultyProps';
  }
}

/**
 * What stands for a token of `cloudtrail` while the rest is checked, by its key: these go into the template alone, so that
 * they may be known no sooner than at deployment, as the name of a bucket of the same app is.
 */
const standIns: Readonly<Record<string, string>> = {
  bucket: 'token',
  account: '000000000000',
  keyArn: 'arn:aws:kms:us-east-1:000000000000:key/token',
};

/** The configuration that props make, as the file with the same content would. Throws FaultyProps. */
export function validConfig(construct: Construct, props: GatewardenProps): Config {
  const given = withoutUndefined(props);
  const tokens = tokensOf(given.cloudtrail ?? {});
  const standing = Object.fromEntries(Object.keys(tokens).map((key) => [key, standIns[key]]));
  const checked = {
    ...given,
    ...(isMapping(given.cloudtrail) && { cloudtrail: { ...given.cloudtrail, ...standing } }),
  };

  const unresolved = unresolvedIn(checked);
  const parsed = parseConfig(checked, knownRules(rules, systemAlerts));
  if (unresolved.length > 0) throw new FaultyProps(construct, unresolved);
  if (!parsed.ok) throw new FaultyProps(construct, parsed.faults);
  const { config } = parsed;
  return { ...config, cloudtrail: { ...config.cloudtrail, ...tokens } };
}

/** As where a key is not there: to YAML and the schema there is no undefined, but to who writes props there is. */
function withoutUndefined<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutUndefined) as Value;
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutUndefined(each)])) as Value;
}

function tokensOf(cloudtrail: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(cloudtrail).filter(([key, value]) => key in standIns && Token.isUnresolved(value)),
  );
}

function unresolvedIn(value: unknown, path: Fault['path'] = []): readonly Fault[] {
  if (Token.isUnresolved(value))
    return [
      { path, message: 'must be known at synth: it goes into the functions, and a token of the CDK is no text yet' },
    ];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    unresolvedIn(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
