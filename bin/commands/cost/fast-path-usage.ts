import { assumptions, gigabyteSeconds } from './assumptions.ts';
import { measured } from './measured.ts';
import type { Organisation } from './organisation.ts';
import { daysPerMonth, gigabyte, type Usage } from './usage.ts';

/**
 * What sign-ins take that EventBridge brings before their files: all as if they came from another Region or account, and
 * as much of the table as their files take again. What is kept of both is the same.
 */
export function fastPathUsage({ fastPath, logins, failedLogins }: Organisation): readonly Usage[] {
  if (!fastPath) return [];
  const [succeeded, failed] = [logins * daysPerMonth, failedLogins * daysPerMonth];
  const events = succeeded + failed;
  const { login, failedLogin, milliseconds, logBytes } = measured;
  const writes = succeeded * login.writes + failed * failedLogin.writes;
  const reads = succeeded * login.reads + failed * failedLogin.reads;
  const waited = (writes + reads) * assumptions.millisecondsPerTableRequest + events * milliseconds.signIn;
  const logged = (events * logBytes.file) / gigabyte;
  const what = 'fast path';
  return [
    { price: 'forwarded', what, quantity: events },
    { price: 'sqsRequest', what, quantity: events * assumptions.queueRequestsPerFile },
    { price: 'lambdaRequest', what, quantity: events },
    { price: 'lambdaSecond', what, quantity: gigabyteSeconds(waited) },
    { price: 'dynamoWrite', what, quantity: writes },
    { price: 'dynamoRead', what, quantity: reads },
    { price: 'metric', what, quantity: 1 },
    { price: 'logIngested', what: `log: ${what}`, quantity: logged },
    { price: 'logStored', what: `log kept: ${what}`, quantity: logged * assumptions.loggedMonths },
  ];
}
