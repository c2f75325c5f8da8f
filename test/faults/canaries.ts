import type { Json } from '../records.ts';

/** Stands in everything that no log line may hold: users, what people type where a name belongs, secrets. */
const mark = 'canary-';

export const canaries = {
  /** Of users in CloudTrail; the last ones are such as people type by mistake. */
  users: ['alice', 'bob@example.com', 'backup-1', 'Passw0rd! of carol'].map((name) => `${mark}${name}`),
  upn: (n: number): string => `${mark}upn-${n}@example.com`,
  backupUpn: (n: number): string => `${mark}backup-${n}@example.com`,
  displayName: `${mark}Display Name`,
  /** What CloudTrail and Entra ID tell besides, of which no rule asks. */
  secrets: {
    accessKeyId: `${mark}access-key`,
    sessionToken: `${mark}session-token`,
    password: `${mark}password`,
    headers: { Authorization: `Bearer ${mark}token` },
  } satisfies Json,
};

/** Beginnings of records and of signed requests: a line that holds one holds more than it should. */
const marks = [mark, 'AWS4-HMAC-SHA256', 'userIdentity', 'eventVersion', 'userPrincipalName', 'callerIpAddress'];

/** The longest that a line may be: 20 causes of 500 characters, a key of 1,024 bytes, and the counts. */
const longestLine = 14_000;

/** What is wrong with lines of the log, each in a sentence; what a line should not hold is not repeated. */
export function leaksIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => [
    ...marks.filter((each) => line.includes(each)).map((each) => `a log line holds "${each}": ${kindOf(line)}`),
    ...(line.length > longestLine ? [`a log line has ${line.length} characters: ${kindOf(line)}`] : []),
  ]);
}

function kindOf(line: string): string {
  return /"message":"([^"]*)"/.exec(line)?.[1] ?? 'no message';
}
