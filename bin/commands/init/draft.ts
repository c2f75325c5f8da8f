import type { Fault } from '../../../lambda/config/faults.ts';
import { knownRules } from '../../../lambda/config/rule-settings.ts';
import { parseConfig } from '../../../lambda/config/schema.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { systemAlerts } from '../../../lambda/system-alerts/index.ts';
import type { WithoutGraph } from './entra-fields.ts';

/** Answers as they were given, by the configuration's keys. What is undefined was not said. */
export type Values = Readonly<Record<string, string | undefined>>;

/** A configuration as far as it is answered, as YAML would give it. A section that is undefined was not answered at all. */
export interface Draft {
  /** One for each trail, its mode among them. */
  readonly cloudtrail?: readonly Values[] | undefined;
  readonly entra?: EntraDraft | undefined;
  /** Why it holds no `graph`: no part of the configuration, but of what is said about it. */
  readonly withoutGraph?: WithoutGraph | undefined;
  readonly subscribers?: SubscriberDraft | undefined;
}

export interface EntraDraft {
  readonly graph?: {
    readonly tenant?: string | undefined;
    readonly clientId?: string | undefined;
    readonly auth: Values;
  };
}

/** Each with its protocol. */
export interface SubscriberDraft {
  readonly machines?: readonly Values[];
  readonly people?: readonly Values[];
  readonly chat?: readonly Values[];
  readonly operators?: readonly Values[];
}

type Path = Fault['path'];

const known = knownRules(rules, systemAlerts);

/** All that the configuration's own schema finds in it. */
export function faultsIn({ withoutGraph: _, ...draft }: Draft): readonly Fault[] {
  const parsed = parseConfig(JSON.parse(JSON.stringify(draft)), known); // what is undefined is not there in YAML
  return parsed.ok ? [] : parsed.faults;
}

/** What the schema says of one place in it, and of what stands below. */
export function faultsAt(draft: Draft, place: Path): readonly Fault[] {
  return faultsIn(draft).filter(({ path }) => place.every((step, index) => path[index] === step));
}

/** Whether the fault is that nothing stands there, so that another answer can mend it. */
export function isMissing({ path }: Fault, draft: Draft): boolean {
  let value: unknown = draft;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return true;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value === undefined;
}
