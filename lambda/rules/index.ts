import type { Rule } from '../core/rule.ts';
import { rule as consoleLoginWithoutMfa } from './console-login-without-mfa/rule.ts';
import { rule as entraFailuresWithConsoleLogin } from './entra-failures-with-console-login/rule.ts';

/** Every rule, in the order of the catalogue. A folder's name is its rule's id; a test compares the two. */
export const rules: readonly Rule[] = [consoleLoginWithoutMfa, entraFailuresWithConsoleLogin];
