import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Fault, isMapping, sentenceOf } from '../lambda/config/faults.ts';
import { knownRules } from '../lambda/config/rule-settings.ts';
import { type Config, parseConfig } from '../lambda/config/schema.ts';
import { rules } from '../lambda/rules/index.ts';
import { systemAlerts } from '../lambda/system-alerts/index.ts';
import { placeFaults } from './cloudtrail-place.ts';
import { bucketIn, tokensOf, withStandIns } from './cloudtrail-tokens.ts';
import type { GatewardenProps } from './gatewarden-props.ts';

/** Props that cannot be built. The message has every fault as a sentence in a line of its own, below the construct. */
export class FaultyProps extends Error {
  readonly faults: readonly Fault[];

  constructor(construct: Construct, faults: readonly Fault[]) {
    super([`${construct.node.path} cannot be built:`, ...faults.map((fault) => `- ${sentenceOf(fault)}`)].join('\n'));
    this.name = 'FaultyProps';
    this.faults = faults;
  }
}

/** The configuration that props make, as the file with the same content would. Throws FaultyProps. */
export function validConfig(construct: Construct, props: GatewardenProps | null): Config {
  const given = withoutUndefined(props ?? {}); // a YAML text of comments alone is null
  const checked = { ...given, ...('cloudtrail' in given && { cloudtrail: checkable(given.cloudtrail) }) };

  const unresolved = unresolvedIn(checked);
  const parsed = parseConfig(checked, knownRules(rules, systemAlerts));
  if (unresolved.length > 0) throw new FaultyProps(construct, unresolved);
  if (!parsed.ok) throw new FaultyProps(construct, parsed.faults);
  const { config } = parsed;
  const blocks = [given.cloudtrail ?? []].flat();
  const cloudtrail = config.cloudtrail.map((source, index) => ({ ...source, ...tokensOf({ ...blocks[index] }) }));
  const misplaced = cloudtrail.flatMap((source, index) => {
    const place = config.cloudtrail.length > 1 ? ['cloudtrail', index] : ['cloudtrail'];
    return placeFaults(construct, source).map(({ path, message }) => ({ path: [...place, ...path], message }));
  });
  if (misplaced.length > 0) throw new FaultyProps(construct, misplaced);
  return { ...config, cloudtrail };
}

/** The section `cloudtrail` in the form that it was given in, but for tokens that may be there. */
function checkable(section: unknown): unknown {
  if (Array.isArray(section)) {
    const names = section.map(bucketIn); // the same token is the same bucket
    return section.map((block, index) => (isMapping(block) ? withStandIns(block, names.indexOf(names[index])) : block));
  }
  return isMapping(section) && !Token.isUnresolved(section) ? withStandIns(section, 0) : section;
}

/** As where a key is not there: to YAML and the schema there is no undefined, but to who writes props there is. */
function withoutUndefined<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutUndefined) as Value;
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutUndefined(each)])) as Value;
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
