import type { Rule } from '../core/rule.ts';
import { rule as consoleLogin } from './console-login/rule.ts';
import { rule as consoleLoginFailedAuthentication } from './console-login-failed-authentication/rule.ts';
import { rule as consoleLoginFailure } from './console-login-failure/rule.ts';
import { rule as consoleLoginMfaChallengeFailed } from './console-login-mfa-challenge-failed/rule.ts';
import { rule as consoleLoginWithoutMfa } from './console-login-without-mfa/rule.ts';
import { rule as entraFailuresWithConsoleLogin } from './entra-failures-with-console-login/rule.ts';
import { rule as loginProfileCreatedAndUsed } from './login-profile-created-and-used/rule.ts';
import { rule as manyFailedLoginsForUser } from './many-failed-logins-for-user/rule.ts';
import { rule as manyFailedLoginsFromIp } from './many-failed-logins-from-ip/rule.ts';
import { rule as manyFailedMfaForUser } from './many-failed-mfa-for-user/rule.ts';

/** Every rule, in the order of the catalogue. A folder's name is its rule's id; a test compares the two. */
export const rules: readonly Rule[] = [
  consoleLoginWithoutMfa,
  entraFailuresWithConsoleLogin,
  consoleLogin,
  consoleLoginMfaChallengeFailed,
  consoleLoginFailedAuthentication,
  loginProfileCreatedAndUsed,
  consoleLoginFailure,
  manyFailedLoginsForUser,
  manyFailedLoginsFromIp,
  manyFailedMfaForUser,
];
