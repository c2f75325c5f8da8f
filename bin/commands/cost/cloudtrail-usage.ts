import { assumptions, gigabyteSeconds } from './assumptions.ts';
import { measured } from './measured.ts';
import type { Organisation } from './organisation.ts';
import { gigabyte, hoursPerMonth, type Usage } from './usage.ts';

/** What CloudTrail's files take, whatever is in them. */
export function cloudTrailUsage(organisation: Organisation): readonly Usage[] {
  const { eventsPerFile, trailEncryption } = organisation;
  const files = filesPerMonth(organisation);
  const invocations = files / assumptions.filesPerInvocation;
  const milliseconds = files * (assumptions.millisecondsPerFile + eventsPerFile * measured.milliseconds.event);
  const decrypted = trailEncryption === 'kms' ? files : 0;
  return [
    { price: 'lambdaRequest', what: 'CloudTrail files', quantity: invocations },
    { price: 'lambdaSecond', what: 'CloudTrail files', quantity: gigabyteSeconds(milliseconds) },
    { price: 'sqsRequest', what: 'CloudTrail files', quantity: files * assumptions.queueRequestsPerFile },
    { price: 's3Get', what: 'CloudTrail files', quantity: files },
    { price: 'kmsRequest', what: 'CloudTrail files decrypted', quantity: decrypted },
    { price: 'logIngested', what: 'log: CloudTrail files', quantity: logGigabytes(invocations) },
    {
      price: 'logStored',
      what: 'log kept: CloudTrail files',
      quantity: logGigabytes(invocations) * assumptions.loggedMonths,
    },
    ...ownTrailUsage(files, organisation),
    ...replicaUsage(files, organisation),
  ];
}

function filesPerMonth({ accounts, regions }: Pick<Organisation, 'accounts' | 'regions'>): number {
  return accounts * regions * assumptions.filesPerHour * hoursPerMonth;
}

/** Where the stack has a trail and a bucket of its own: what CloudTrail does there is on its bill, too. */
function ownTrailUsage(files: number, { trail, eventsPerFile }: Organisation): readonly Usage[] {
  if (trail === 'existing') return [];
  const events = files * eventsPerFile;
  return [
    { price: 's3Put', what: 'CloudTrail files written', quantity: files },
    { price: 's3Storage', what: 'CloudTrail files kept', quantity: storedGigabytes(events) },
    { price: 'kmsRequest', what: 'CloudTrail files encrypted', quantity: files },
    { price: 'trailCopy', what: 'second trail', quantity: trail === 'second' ? events : 0 },
  ];
}

/** Replicas are kept as a trail's own files are. To write them is on the bill of who replicates. */
function replicaUsage(files: number, { replicated, eventsPerFile }: Organisation): readonly Usage[] {
  if (!replicated) return [];
  return [{ price: 's3Storage', what: 'CloudTrail replicas kept', quantity: storedGigabytes(files * eventsPerFile) }];
}

function storedGigabytes(events: number): number {
  return (events * assumptions.trailEventBytes * assumptions.storedMonths) / gigabyte;
}

function logGigabytes(invocations: number): number {
  return (invocations * measured.logBytes.file) / gigabyte;
}
