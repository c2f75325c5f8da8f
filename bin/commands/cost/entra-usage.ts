import { limits } from '../../../lambda/config/limits.ts';
import { assumptions, gigabyteSeconds, runsOf } from './assumptions.ts';
import { measured } from './measured.ts';
import type { Organisation } from './organisation.ts';
import { daysPerMonth, gigabyte, hoursPerMonth, type Usage } from './usage.ts';

/** What Entra ID's sign-ins take. */
export function entraUsage(organisation: Organisation): readonly Usage[] {
  const { entra } = organisation;
  switch (entra) {
    case 'none':
      return [];
    case 'landing':
      return [...landingUsage(organisation), ...failureUsage(organisation)];
    case 'graph':
      return [...graphUsage(organisation), ...failureUsage(organisation)];
    default:
      return entra satisfies never;
  }
}

/** Files of an hour that grow, and come again each time. */
function landingUsage({ signIns, failedSignIns }: Organisation): readonly Usage[] {
  const files = assumptions.landingFilesPerHour * hoursPerMonth;
  const readings = signIns * daysPerMonth * assumptions.landingReadings;
  const milliseconds = files * assumptions.millisecondsPerFile + readings * measured.milliseconds.signIn;
  const seen = seenUnits(failedSignIns / 24);
  const bytes = signIns * daysPerMonth * assumptions.landingRecordBytes;
  const keptBytes = bytes * (assumptions.storedMonths + assumptions.landingReadings);
  const logged = (files * measured.logBytes.file) / gigabyte;
  const changed = Math.min(files, failedSignIns * daysPerMonth);
  return [
    { price: 'lambdaRequest', what: 'Entra ID files', quantity: files },
    { price: 'lambdaSecond', what: 'Entra ID files', quantity: gigabyteSeconds(milliseconds) },
    { price: 'sqsRequest', what: 'Entra ID files', quantity: files * assumptions.queueRequestsPerFile },
    { price: 's3Get', what: 'Entra ID files', quantity: files },
    { price: 's3Put', what: 'Entra ID files written', quantity: files },
    { price: 's3Storage', what: 'Entra ID files kept, with their versions', quantity: keptBytes / gigabyte },
    { price: 'kmsRequest', what: 'Entra ID files encrypted and decrypted', quantity: 2 * files },
    { price: 'dynamoRead', what: 'Entra ID sign-ins known', quantity: files * seen.reads },
    { price: 'dynamoWrite', what: 'Entra ID sign-ins known', quantity: changed * seen.writes },
    { price: 'logIngested', what: 'log: Entra ID files', quantity: logged },
    { price: 'logStored', what: 'log kept: Entra ID files', quantity: logged * assumptions.loggedMonths },
  ];
}

/** Each run asks for what is new and for the overlap, in each of the lists. */
function graphUsage({ signIns, failedSignIns, secret }: Organisation): readonly Usage[] {
  const runs = runsOf(limits.poll, hoursPerMonth * 60);
  const feeds = assumptions.graphFeeds;
  const share = (assumptions.overlapHours + limits.poll.everyMinutes / 60) / 24;
  const pages = feeds + (signIns * share) / assumptions.signInsPerGraphPage;
  const seconds = Math.min(limits.poll.functionTimeoutSeconds, pages * assumptions.secondsPerGraphPage);
  const seen = seenUnits(failedSignIns * share);
  const changed = Math.min(runs, failedSignIns * daysPerMonth);
  const logged = (runs * measured.logBytes.poll) / gigabyte;
  const secretReads = secret ? assumptions.secretReadsPerHour * hoursPerMonth : 0;
  return [
    { price: 'lambdaRequest', what: 'Graph poller', quantity: runs },
    { price: 'lambdaSecond', what: 'Graph poller', quantity: runs * gigabyteSeconds(seconds * 1_000) },
    { price: 'scheduled', what: 'Graph poller', quantity: runs },
    {
      price: 'dynamoWrite',
      what: 'Graph poller',
      quantity: runs * measured.poll.writes + changed * feeds * seen.writes,
    },
    { price: 'dynamoRead', what: 'Graph poller', quantity: runs * feeds * seen.reads },
    { price: 'secret', what: 'Graph poller', quantity: secret ? 1 : 0 },
    { price: 'secretRequest', what: 'Graph poller', quantity: secretReads },
    { price: 'kmsRequest', what: 'secret decrypted', quantity: secretReads },
    { price: 'logIngested', what: 'log: Graph poller', quantity: logged },
    { price: 'logStored', what: 'log kept: Graph poller', quantity: logged * assumptions.loggedMonths },
  ];
}

/** Only failures are remembered; each as if its address had no other. */
function failureUsage({ failedSignIns }: Organisation): readonly Usage[] {
  const failures = failedSignIns * daysPerMonth;
  const { writes, reads, storedBytes } = measured.failedSignIn;
  const bytes = failedSignIns * assumptions.observationDays * storedBytes;
  const waiting = ((writes + reads) * assumptions.millisecondsPerTableRequest) / assumptions.tableRequestsAtOnce;
  return [
    { price: 'lambdaSecond', what: 'failed Entra ID sign-ins', quantity: failures * gigabyteSeconds(waiting) },
    { price: 'dynamoWrite', what: 'failed Entra ID sign-ins', quantity: failures * writes },
    { price: 'dynamoRead', what: 'failed Entra ID sign-ins', quantity: failures * reads },
    { price: 'dynamoStorage', what: 'failed Entra ID sign-ins', quantity: bytes / gigabyte },
    { price: 'dynamoBackup', what: 'backup: failed Entra ID sign-ins', quantity: bytes / gigabyte },
  ];
}

/** Of one log that is read again: what is kept of the failures in it. A write unit is 1 KB, a read unit half of 4 KB. */
export function seenUnits(failures: number): { readonly writes: number; readonly reads: number } {
  const bytes = Math.min(failures, measured.mostSeen) * measured.seenBytes;
  return { writes: Math.ceil((bytes + keyBytes) / 1_024), reads: Math.ceil((bytes + keyBytes) / 4_096) / 2 };
}

const keyBytes = 150;
