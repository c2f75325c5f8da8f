import { limits } from '../../../lambda/config/limits.ts';
import { assumptions, gigabyteSeconds } from './assumptions.ts';
import { seenUnits } from './entra-usage.ts';
import { measured } from './measured.ts';
import { daysPerMonth, gigabyte, type Usage } from './usage.ts';

export const attackTargets = ['entra', 'console'] as const;
export const attackOrigins = ['one-address', 'many-addresses'] as const;

/** Failures in one day: of sign-ins to Entra ID or of console logins, from one address or each from its own. */
export interface Attack {
  readonly target: (typeof attackTargets)[number];
  readonly origin: (typeof attackOrigins)[number];
  readonly failures: number;
  /** How Entra ID's sign-ins come. */
  readonly entra: 'landing' | 'graph';
}

/** What an attack adds, once and in all. What it leaves in the table is paid until it expires. */
export function attackUsage(attack: Attack): readonly Usage[] {
  const usage = attack.target === 'console' ? consoleUsage(attack) : entraUsage(attack);
  return usage.filter(({ quantity }) => quantity > 0);
}

/**
 * CloudTrail's files come anyway, every five minutes: only what is in them is more. Every failure leaves its signals;
 * those of one address, or of one user, are counted, for which only some of each batch are kept.
 */
function consoleUsage({ origin, failures }: Attack): readonly Usage[] {
  const { failedLogin, failedLoginOfMany, keptLogin } = measured;
  const each = origin === 'one-address' ? { ...failedLoginOfMany, reads: 0 } : failedLogin;
  const kept = keptLogins(failures);
  const bytes = failures * each.storedBytes + kept * keptLogin.storedBytes;
  return tableUsage('failed console logins', {
    writes: failures * each.writes + kept * keptLogin.writes,
    reads: failures * each.reads + kept * keptLogin.reads,
    records: failures,
    stored: { bytes, days: assumptions.alertDays },
  });
}

/** Of failures that are spread over a day's files. */
function keptLogins(failures: number): number {
  const files = 24 * assumptions.filesPerHour;
  const perFile = failures / files;
  const batches = Math.ceil(perFile / measured.recordsPerBatch);
  return files * Math.min(perFile, batches * measured.keptLoginsOfBatch);
}

/**
 * Failed sign-ins. Of one address each batch writes the same few of an hour, however many there are; of many addresses,
 * every one, and each is looked up. The poller reads the overlap again in each run, and knows only so many by heart: the
 * others may be written and looked up each time.
 */
function entraUsage({ origin, failures, entra }: Attack): readonly Usage[] {
  const { failedSignIn, keptOfBatch, recordsPerBatch } = measured;
  const batches = Math.ceil(failures / recordsPerBatch);
  const once =
    origin === 'one-address'
      ? { writes: Math.min(failures, batches * keptOfBatch), reads: batches }
      : { writes: failures * failedSignIn.writes, reads: failures * failedSignIn.reads };
  const again = entra === 'graph' ? readingsByGraph : 1;
  const files = entra === 'landing' ? Math.ceil(failures / failuresPerFile) : 0;
  const seen = seenUnits(failuresPerFile);
  return [
    ...tableUsage('failed Entra ID sign-ins', {
      writes: again * once.writes,
      reads: again * once.reads,
      records: again * failures,
      stored: { bytes: once.writes * failedSignIn.storedBytes, days: assumptions.observationDays },
    }),
    ...(entra === 'landing' ? fileUsage(files, failures) : pageUsage(again * batches)),
    { price: 'dynamoWrite', what: 'Entra ID sign-ins known', quantity: files * seen.writes },
    { price: 'dynamoRead', what: 'Entra ID sign-ins known', quantity: files * seen.reads },
  ];
}

/** A file of so many is as much as a function judges well within its time, where each has an address of its own. */
const failuresPerFile = 10_000;

/** As often as a run comes while a sign-in is in the overlap. */
const readingsByGraph = (assumptions.overlapHours * 60) / limits.poll.everyMinutes + 1;

function fileUsage(files: number, records: number): readonly Usage[] {
  const kept = records * assumptions.landingRecordBytes * assumptions.storedMonths;
  return [
    { price: 'lambdaRequest', what: 'Entra ID files', quantity: files },
    {
      price: 'lambdaSecond',
      what: 'Entra ID files',
      quantity: gigabyteSeconds(files * assumptions.millisecondsPerFile),
    },
    { price: 'sqsRequest', what: 'Entra ID files', quantity: files * assumptions.queueRequestsPerFile },
    { price: 's3Get', what: 'Entra ID files', quantity: files },
    { price: 's3Put', what: 'Entra ID files written', quantity: files },
    { price: 's3Storage', what: 'Entra ID files kept for a year', quantity: kept / gigabyte },
    { price: 'kmsRequest', what: 'Entra ID files encrypted and decrypted', quantity: 2 * files },
    { price: 'logIngested', what: 'log: Entra ID files', quantity: (files * measured.logBytes.file) / gigabyte },
  ];
}

/** The runs of the poller come anyway; these take longer. */
function pageUsage(pages: number): readonly Usage[] {
  const milliseconds = pages * assumptions.secondsPerGraphPage * 1_000;
  return [{ price: 'lambdaSecond', what: 'Graph poller', quantity: gigabyteSeconds(milliseconds) }];
}

function tableUsage(
  what: string,
  {
    writes,
    reads,
    records,
    stored,
  }: {
    readonly writes: number;
    readonly reads: number;
    readonly records: number;
    readonly stored: { readonly bytes: number; readonly days: number };
  },
): readonly Usage[] {
  const waiting = ((writes + reads) * assumptions.millisecondsPerTableRequest) / assumptions.tableRequestsAtOnce;
  const gigabyteMonths = (stored.bytes / gigabyte) * (stored.days / daysPerMonth);
  return [
    { price: 'lambdaSecond', what, quantity: gigabyteSeconds(waiting + records * measured.milliseconds.signIn) },
    { price: 'dynamoWrite', what, quantity: writes },
    { price: 'dynamoRead', what, quantity: reads },
    { price: 'dynamoStorage', what: `${what}, for ${stored.days} days`, quantity: gigabyteMonths },
    { price: 'dynamoBackup', what: `backup: ${what}`, quantity: gigabyteMonths },
  ];
}
