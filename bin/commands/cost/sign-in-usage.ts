import { assumptions, gigabyteSeconds } from './assumptions.ts';
import { measured } from './measured.ts';
import type { Organisation } from './organisation.ts';
import { daysPerMonth, gigabyte, type Usage } from './usage.ts';

/** What console logins and alerts take beside the files that they are in: it follows from how many there are. */
export function signInUsage(organisation: Organisation): readonly Usage[] {
  const { logins, failedLogins, alerts, subscribers } = organisation;
  const told = alerts * daysPerMonth;
  const published = told * subscribers.topics;
  return [
    ...tableUsage('console logins', logins, measured.login),
    ...tableUsage('failed console logins', failedLogins, measured.failedLogin),
    ...tableUsage('alerts', alerts, measured.alert),
    { price: 'snsPublish', what: 'alerts', quantity: published },
    { price: 'snsMail', what: 'alerts', quantity: told * subscribers.mail },
    { price: 'snsHttps', what: 'alerts', quantity: told * subscribers.https },
    { price: 'kmsRequest', what: 'alerts encrypted', quantity: 2 * published },
  ];
}

/** Its requests are sent one after the other, which the function waits for. All is kept as long as alerts are. */
function tableUsage(
  what: string,
  perDay: number,
  { writes, reads, storedBytes }: { readonly writes: number; readonly reads: number; readonly storedBytes: number },
): readonly Usage[] {
  const count = perDay * daysPerMonth;
  const gigabytes = (perDay * assumptions.alertDays * storedBytes) / gigabyte;
  const milliseconds = (writes + reads) * assumptions.millisecondsPerTableRequest + measured.milliseconds.signIn;
  return [
    { price: 'lambdaSecond', what, quantity: count * gigabyteSeconds(milliseconds) },
    { price: 'dynamoWrite', what, quantity: count * writes },
    { price: 'dynamoRead', what, quantity: count * reads },
    { price: 'dynamoStorage', what, quantity: gigabytes },
    { price: 'dynamoBackup', what: `backup: ${what}`, quantity: gigabytes },
  ];
}
