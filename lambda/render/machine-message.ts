import type { Alert } from '../core/alert.ts';
import { cut } from './cut.ts';
import { withFewerEvents } from './fewer-events.ts';
import { jsonLine } from './json-line.ts';
import { ocsfFinding } from './ocsf.ts';

/** SNS takes 262,144 bytes, attributes included; what is left is more than they need. */
const mostBytes = 260_000;

/** Of texts that are cut. Escaped, a character takes six bytes at most, so at the last length hundreds of texts fit. */
const lengths = [256, 64] as const;

/**
 * An alert for programs, as the body of a message: what `gatewarden replay` prints with `--format json`, or with
 * `--format ocsf`. Where that is too large, it has as much of the alert's lists and then of its texts as a message holds.
 */
export function machineMessage(alert: Alert, format: 'json' | 'ocsf' = 'json'): { readonly body: string } {
  const line = (each: Alert): string => jsonLine(format === 'ocsf' ? ocsfFinding(each) : each);
  let body = line(alert);
  if (fits(body)) return { body };
  const shorter: Alert = { ...withFewerEvents(alert), truncated: true };
  body = line(shorter);
  for (const longest of lengths) {
    if (fits(body)) break;
    body = line({ ...bounded(shorter, longest), rule: alert.rule, attack: alert.attack });
  }
  return { body };
}

function fits(body: string): boolean {
  return Buffer.byteLength(body) <= mostBytes;
}

/** The same data with every text cut to a length. */
function bounded<Data>(data: Data, longest: number): Data {
  const shortened = (_: string, value: unknown) => (typeof value === 'string' ? cut(value, longest) : value);
  return JSON.parse(JSON.stringify(data, shortened)) as Data;
}
