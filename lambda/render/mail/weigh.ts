import type { Alert, ValueCounts } from '../../core/alert.ts';
import type { Tellable } from '../../core/tellable.ts';
import { atAGlance } from '../glance.ts';
import { valuesBeside } from '../own-values.ts';
import { identityOf } from './identity.ts';
import { isHidden, nameOf } from './name.ts';
import { saidBySeverity } from './raising.ts';
import { ownWeights } from './weigh-own.ts';
import { severityWeights } from './weigh-severity.ts';
import { better, named, note, spray, type Weight, worse } from './weight.ts';

/** What this alert's own facts say for and against it, the worst first. What is not known says nothing. */
export function weigh(alert: Alert, rule: Tellable): readonly Weight[] {
  const weights = [
    ...severityWeights(alert, rule),
    ...identity(alert, rule),
    ...secondFactor(alert, rule),
    ...otherHand(alert),
    ...accountsTried(alert),
    ...ownWeights(alert),
    ...failuresAfter(alert),
    ...refused(alert, rule),
  ];
  return [...weights.filter(({ side }) => side === 'worse'), ...weights.filter(({ side }) => side !== 'worse')];
}

function identity(alert: Alert, rule: Tellable): readonly Weight[] {
  if (atAGlance(alert).who === 'root') {
    if (saidBySeverity('UserIdentityType', alert, rule)) return [];
    return [worse('It is about the root user, whom no IAM policy of the account limits.')];
  }
  if (!isHidden(alert)) return [];
  return [note('No such user exists. AWS hides the names that were tried, so all unknown names count together.')];
}

/** Without a column of its own, nothing is known: a failed login may never have come to the second factor. */
function secondFactor(alert: Alert, rule: Tellable): readonly Weight[] {
  const { MFAUsed, SessionMfaAuthenticated, LoginResult } = alert.columns;
  if (typeof MFAUsed !== 'string' || equal(String(LoginResult), 'Failure')) return [];
  if (equal(MFAUsed, 'Yes') || SessionMfaAuthenticated === true) return [better('AWS saw a second factor (MFA).')];
  if (identityOf(alert)?.federated === true) {
    return [
      note(
        "A federated login. AWS cannot see the identity provider's MFA and records No for all of them: look the sign-in up there.",
      ),
    ];
  }
  return saidBySeverity('MFAUsed', alert, rule) ? [] : [worse('AWS saw no second factor (MFA).')];
}

/** Who did what the rule found beside the login, where that is another one. */
function otherHand(alert: Alert): readonly Weight[] {
  const by = valuesBeside(alert)['User'];
  const what = alert.context.sides?.map(({ name }) => name).join(' or ') ?? '';
  const user = nameOf(alert);
  const others = by?.top.filter(({ value }) => value !== '' && !equal(value, user ?? ''));
  const [first] = others ?? [];
  if (first === undefined || user === undefined) return [];
  return [worse(`${what} was done by ${named(first.value)}, the login is by ${named(user)}.`)];
}

function accountsTried(alert: Alert): readonly Weight[] {
  const accounts = valuesBeside(alert)['UserPrincipalName'];
  if (accounts === undefined || accounts.distinct === 0) return [];
  const own = ownAmong(accounts, nameOf(alert));
  const among = own === undefined ? [] : [named(own)];
  if (accounts.distinct === 1) {
    const text = among.length === 0 ? 'Only one account was tried' : `Only ${among[0]} was tried, the same name`;
    return [better(`${text}: more likely a person, or a job with an old password, than a spray.`)];
  }
  return [
    ...(accounts.distinct >= spray
      ? [
          worse(
            `${accounts.distinct} accounts were tried from the address: more like a spray than one person who mistypes.`,
          ),
        ]
      : []),
    ...among.map((name) => worse(`${name} is among the accounts that failed, and bears the login's name.`)),
  ];
}

/** The account that the login's name belongs to, as far as the most frequent ones tell. */
function ownAmong({ top }: ValueCounts, user: string | undefined): string | undefined {
  if (user === undefined) return undefined;
  return top.find(({ value }) => equal(value, user) || equal(value.split('@')[0] ?? '', user.split('@')[0] ?? ''))
    ?.value;
}

function failuresAfter(alert: Alert): readonly Weight[] {
  const { last } = alert.context;
  if (valuesBeside(alert)['ResultType'] === undefined || last === undefined) return [];
  if (Date.parse(last) <= Date.parse(alert.endTime)) return [];
  const time = last.slice(0, 19).replace('T', ' ');
  return [worse(`The failures went on after the login, until ${time} UTC.`)];
}

/** What counts as a refused credential, the rule itself declares as a profile of its failures. */
function refused(alert: Alert, { tunable = {} }: Tellable): readonly Weight[] {
  const results = valuesBeside(alert)['ResultType'];
  const profiles = Object.values(tunable).flatMap((each) => (each.kind === 'oneOf' ? Object.values(each.options) : []));
  const codes = profiles.flatMap((each) => (each.op === 'in' && each.field === 'ResultType' ? each.values : []));
  if (results === undefined || codes.length === 0 || results.distinct === 0) return [];
  if (results.distinct > results.top.length || results.top.some(({ value }) => codes.includes(value))) return [];
  return [
    better('No failure is a refused credential: they are interrupts, of MFA or Conditional Access for instance.'),
  ];
}

function equal(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
