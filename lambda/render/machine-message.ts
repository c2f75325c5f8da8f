import type { Alert } from '../core/alert.ts';
import { atAGlance } from './glance.ts';
import { jsonLine } from './json-line.ts';

export interface MachineMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** SNS takes 262,144 bytes, attributes included; what is left is more than they need. */
const mostBytes = 260_000;

/**
 * An alert for programs: its JSON, as `gatewarden replay --format json` prints it, and what subscribers filter by as
 * attributes: rule, severity, kind, account, region, identityType, each only where it has a value. Never a user's name:
 * SNS does not encrypt attributes.
 */
export function machineMessage(alert: Alert): MachineMessage {
  return { body: fitting(alert), attributes: attributesOf(alert) };
}

function attributesOf(alert: Alert): Readonly<Record<string, string>> {
  const { rule, severity, kind, columns } = alert;
  const { who, accountId, region } = atAGlance(alert);
  const attributes = {
    rule: rule.id,
    severity,
    kind,
    account: word(accountId),
    region: word(region),
    // Root is worth a filter of its own, also under rules whose columns do not name the type.
    identityType: who === 'root' ? 'Root' : word(columns['UserIdentityType']),
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
}

/** A value that can be what it should be; anything else came from outside and is left out. */
function word(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(value) ? value : '';
}

/** The alert's JSON, with as much of its lists and then of its texts as a message can hold. */
function fitting(alert: Alert): string {
  const whole = jsonLine(alert);
  if (fits(whole)) return whole;
  const listed = {
    eventIds: alert.eventIds.slice(0, 10),
    evidence: alert.evidence.slice(0, 10),
    truncated: true as const,
  };
  const fewer = jsonLine({ ...alert, ...listed });
  if (fits(fewer)) return fewer;
  const { columns, entities, context } = alert;
  return jsonLine({ ...alert, ...listed, ...bounded({ columns, entities, context, ...listed }) });
}

function fits(body: string): boolean {
  return Buffer.byteLength(body) <= mostBytes;
}

/** Escaped, a character takes six bytes at most; an alert so shortened has fewer than a hundred texts. */
const longestText = 256;

/** The same data with every text cut to a length at which all of them fit together. */
function bounded<Data>(data: Data): Data {
  const cut = (_: string, value: unknown) => (typeof value === 'string' ? shortened(value) : value);
  return JSON.parse(JSON.stringify(data, cut)) as Data;
}

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1).toWellFormed()}…`;
}
