import { assumptions, gigabyteSeconds } from './assumptions.ts';
import { measured } from './measured.ts';
import type { Organisation } from './organisation.ts';
import { gigabyte, hoursPerMonth, type Usage } from './usage.ts';

/** Two files are written, announced and read, and one alert comes back: what a run takes, wherever logs come from. */
export function canaryUsage({ canaryEveryMinutes }: Organisation): readonly Usage[] {
  if (canaryEveryMinutes === undefined) return [];
  const runs = (hoursPerMonth * 60) / canaryEveryMinutes;
  const { files, invocations, writes, reads, storedBytes, logBytes } = measured.canary;
  const { millisecondsPerFile, millisecondsPerTableRequest, queueRequestsPerFile, alertDays, loggedMonths } =
    assumptions;
  const milliseconds = 2 * files * millisecondsPerFile + (writes + reads) * millisecondsPerTableRequest;
  const kept = (storedBytes * runs * alertDays) / (30 * gigabyte);
  const logged = (runs * logBytes) / gigabyte;
  const what = 'canary';
  return [
    { price: 'scheduled', what, quantity: runs },
    { price: 'lambdaRequest', what, quantity: runs * invocations },
    { price: 'lambdaSecond', what, quantity: runs * gigabyteSeconds(milliseconds) },
    { price: 's3Put', what, quantity: runs * files },
    { price: 's3Get', what, quantity: runs * files },
    { price: 'kmsRequest', what, quantity: runs * (2 * files + 2) }, // each file encrypted and decrypted; the alert
    { price: 'sqsRequest', what, quantity: runs * files * queueRequestsPerFile },
    { price: 'snsPublish', what, quantity: runs },
    { price: 'dynamoWrite', what, quantity: runs * writes },
    { price: 'dynamoRead', what, quantity: runs * reads },
    { price: 'dynamoStorage', what, quantity: kept },
    { price: 'dynamoBackup', what: `backup: ${what}`, quantity: kept },
    { price: 'metric', what, quantity: measured.metrics.canary },
    { price: 'logIngested', what: `log: ${what}`, quantity: logged },
    { price: 'logStored', what: `log kept: ${what}`, quantity: logged * loggedMonths },
  ];
}
