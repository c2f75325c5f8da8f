import { parseAddress } from '../../core/address.ts';
import type { Alert } from '../../core/alert.ts';
import { days, formatInstant, latestInstant, parseInstant, plus } from '../../core/time.ts';
import { isAccountId } from '../aws-names.ts';
import { atAGlance } from '../glance.ts';
import { yamlLiteral } from '../queries/literals.ts';
import { isHidden, nameOf } from './name.ts';

/** How to leave out what an alert found: a snippet of the configuration, or why there is none. */
export type Silence = { readonly snippet: readonly string[] } | { readonly none: string };

/** How long an exclusion should hold before somebody looks at it again. */
const untilReview = days(90);

/**
 * An exclusion of this alert's own logins and no others, for `gatewarden.config.yaml`: by the account, which keeps it to
 * console events, by the user and by the address, as far as the alert knows them. Where it knows one of the two, the
 * logins are only taken less seriously. None for root, which nobody should silence, and none where what is known would
 * hide much more than was seen.
 */
export function silence(alert: Alert): Silence {
  const { who, accountId, address } = atAGlance(alert);
  if (who === 'root') return { none: "None is offered for root: a login of root that is known today isn't tomorrow." };
  if (isHidden(alert)) return { none: 'None is offered: it would hide every user name that does not exist.' };
  const user = patternOf(nameOf(alert));
  const ip = parseAddress(address ?? '');
  if (user === undefined && ip === undefined)
    return { none: 'None is offered: neither a user nor an address is known.' };
  return {
    snippet: [
      'exclusions:',
      `  - id: known-${alert.alertId.slice(0, 12)}`,
      `    rules: ${alert.rule.id}`,
      '    match:   # all of these must hold',
      ...(isAccountId(accountId) ? [`      account: "${accountId}"`] : []),
      ...(user === undefined ? [] : [`      user: ${user}`]),
      ...(ip === undefined ? [] : [`      sourceIp: "${ip}"`]),
      user !== undefined && ip !== undefined
        ? '    effect: drop    # or lower: one severity step down'
        : '    effect: lower   # drop would hide an attack, too: one of user and address is not known',
      '    reason: WHY IS THIS HARMLESS?',
      '    owner: WHO ANSWERS FOR IT?',
      `    expires: ${expiry(alert)}`,
    ],
  };
}

/** None of a name that is a pattern itself, which would match the names of others, nor of one that is blank. */
function patternOf(name: string | undefined): string | undefined {
  return name === undefined || name.trim() === '' || /[*?]/.test(name) ? undefined : yamlLiteral(name);
}

function expiry({ endTime }: Alert): string {
  const end = parseInstant(endTime) ?? latestInstant;
  return formatInstant(Math.min(plus(end, untilReview), latestInstant) as typeof end).slice(0, 10);
}
