import * as v from 'valibot';
import { parsedJson } from '../../lambda/config/parsed-json.ts';
import { neutral } from '../../lambda/render/neutral.ts';
import type { DeadLetter } from '../dead-letters.ts';
import type { Heard } from '../listeners.ts';

/** What a message over a topic looks like on the terminal: mail with its subject, a line for what machines and chat get. */
export function heardInText({ listener, subject, text }: Heard): string {
  switch (listener) {
    case 'people':
    case 'operators':
      return `\n── mail to ${listener}: ${subject ?? 'without a subject'}\n\n${text}\n`;
    case 'machines':
      return `── machines: ${machineLine(text)}`;
    case 'chat':
      return `── chat: ${Buffer.byteLength(text)} bytes`;
    default:
      return listener satisfies never;
  }
}

/** A log line that somebody has to know of; undefined for all others. What is no log line of ours is one. */
export function loggedInText(functionName: string, line: string): string | undefined {
  const level = /^\{"level":"(\w+)"/.exec(line)?.[1];
  if (level === 'info' || line.startsWith('{"_aws":')) return undefined;
  return `── log of ${functionName}: ${neutral(line, longestLine)}`;
}

export function deadLetterInText({ queueName, receiveCount, body }: DeadLetter): string {
  return `── dead letter after ${receiveCount} deliveries, in ${queueName}: ${neutral(body, longestLine)}`;
}

const longestLine = 1_000;

const alertSchema = v.object({
  severity: v.string(),
  kind: v.string(),
  alertId: v.string(),
  rule: v.object({ id: v.string() }),
});

/** An alert in brief; whatever else machines are told, as it is. */
function machineLine(text: string): string {
  const alert = v.safeParse(alertSchema, parsedJson(text));
  if (!alert.success) return neutral(text, longestLine);
  const { severity, rule, kind, alertId } = alert.output;
  return neutral(`${severity} ${rule.id} (${kind}, ${alertId})`, longestLine);
}

/** Anybody may publish to the topics of this cloud, and anything. */
