import type { Fault } from '../../../lambda/config/faults.ts';
import { type Draft, type EntraDraft, isMissing, type SubscriberDraft, type Values } from './draft.ts';
import { type EntraWay, graphFields, secretFields } from './entra-fields.ts';
import { type Field, kebab } from './field.ts';
import { type SubscriberName, subscriberKinds, subscriberOf, withSubscriber } from './told-fields.ts';
import { trailModes } from './trail-modes.ts';

/** What the flags say, but for those of trails, whose order counts. */
export interface Flags extends Partial<Record<SubscriberName, readonly string[]>> {
  readonly entra?: EntraWay;
  readonly graphTenant?: string;
  readonly graphClientId?: string;
  readonly graphAuth?: string;
  readonly graphSecretArn?: string;
  readonly graphKeyArn?: string;
}

/** The configuration as the flags have it; a section that none of them is about is left out. */
export function draftOf(trails: readonly Values[], flags: Flags): Draft {
  return {
    cloudtrail: trails.length === 0 ? undefined : trails,
    entra: entraOf(flags),
    withoutGraph: flags.entra === 'graph' ? undefined : flags.entra,
    subscribers: subscribersOf(flags),
  };
}

/** What contradicts itself before it is a configuration, as a sentence. */
export function contradiction(flags: Flags): string | undefined {
  const { entra } = flags;
  if (entra === undefined || entra === 'graph' || entraOf(flags)?.graph === undefined) return undefined;
  return `--entra ${entra} does not go with the flags that begin with --graph-`;
}

/** A fault as a sentence that begins with the flag that mends it. */
export function faultOfFlag(fault: Fault, draft: Draft): string {
  const [section, index] = fault.path;
  const trails = draft.cloudtrail?.length ?? 0;
  const which = section === 'cloudtrail' && trails > 1 && typeof index === 'number' ? ` (of trail ${index + 1})` : '';
  const flag = flagOf(fault.path, draft);
  const example = isMissing(fault, draft) ? examples.get(flag) : undefined;
  return `${flag}${which} ${fault.message}${example === undefined ? '' : `, for example ${example}`}`;
}

const examples: ReadonlyMap<string, string> = new Map([
  ...Object.values(trailModes).flatMap(({ fields }) => fields.map((field) => exampleOf('--', field))),
  ...[...Object.values(graphFields), ...secretFields].map((field) => exampleOf('--graph-', field)),
]);

function exampleOf(prefix: string, { key, example }: Field): [string, string] {
  return [`${prefix}${kebab(key)}`, example];
}

function flagOf([section, ...place]: Fault['path'], draft: Draft): string {
  const last = String(place.at(-1));
  switch (section) {
    case 'cloudtrail':
      return place.length < 2 ? '--mode' : `--${kebab(last)}`;
    case 'entra':
      return last === 'auth' || last === 'method' ? '--graph-auth' : `--graph-${kebab(last)}`;
    case 'subscribers':
      return flagOfSubscriber(place, draft);
    default:
      return [section, ...place].join('.');
  }
}

function flagOfSubscriber([list, index, key]: Fault['path'], { subscribers }: Draft): string {
  const protocol = subscribers?.[list as keyof SubscriberDraft]?.[Number(index)]?.['protocol'];
  const kinds = Object.entries(subscriberKinds).filter(([, kind]) => kind.list === list);
  const [name] = kinds.find(([, kind]) => kind.protocol === protocol) ?? kinds[0] ?? [String(list)];
  return key === 'endpoint' || key === undefined ? `--${name}` : `--${name}: the ${String(key)}`;
}

function entraOf(flags: Flags): EntraDraft | undefined {
  const { graphTenant, graphClientId, graphAuth, graphSecretArn, graphKeyArn } = flags;
  const app = { tenant: graphTenant, clientId: graphClientId };
  const auth = { method: graphAuth, secretArn: graphSecretArn, keyArn: graphKeyArn };
  const named = Object.values({ ...app, ...auth }).some((value) => value !== undefined);
  if (named || flags.entra === 'graph') return { graph: { ...app, auth } };
  return flags.entra && {};
}

function subscribersOf(flags: Flags): SubscriberDraft | undefined {
  const names = Object.keys(subscriberKinds) as SubscriberName[];
  const given = names.flatMap((name) => (flags[name] ?? []).map((text) => [name, text] as const));
  if (given.length === 0) return undefined;
  return given.reduce<SubscriberDraft>(
    (draft, [name, text]) => withSubscriber(draft, name, subscriberOf(name, text)),
    {},
  );
}
