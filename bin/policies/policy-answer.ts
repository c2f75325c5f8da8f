import { arnParts } from '../../lambda/config/arn.ts';
import { conditionsHold } from './conditions.ts';
import { matches, matchesAction } from './matches.ts';
import { also, type Holds, not } from './three-valued.ts';

/** A statement of a resource's own policy, each of its lists a list. */
export interface PolicyStatement {
  readonly Sid?: string | undefined;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Principals | undefined;
  readonly NotPrincipal?: Principals | undefined;
  readonly Action?: readonly string[] | undefined;
  readonly NotAction?: readonly string[] | undefined;
  readonly Resource?: readonly string[] | undefined;
  readonly NotResource?: readonly string[] | undefined;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> | undefined;
}

type Principals = '*' | { readonly [kind: string]: readonly string[] | undefined };

/** Who asks for something, and what is known of the request. */
export interface Caller {
  readonly principal: { readonly AWS: string } | { readonly Service: string };
  /** The condition keys of the request. */
  readonly context: Readonly<Record<string, string>>;
  /** What a key is that does not stand there. @default - it is not in the request */
  readonly otherKeys?: 'absent' | 'unknown';
}

/** What a policy says of a request, as far as it alone tells. */
export type PolicyAnswer =
  | { readonly lets: 'in' }
  /** No statement allows it, or one denies it. */
  | { readonly lets: 'out'; readonly denied: boolean }
  | { readonly lets: 'unknown'; readonly because: string };

/**
 * Whether a resource's own policy lets the caller do it: a statement allows it, and none denies it. Where that hangs on a
 * condition that nobody here can evaluate, the answer says on which.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function policyAnswer(
  statements: readonly PolicyStatement[],
  caller: Caller,
  wish: { readonly action: string; readonly resource: string },
): PolicyAnswer {
  const about = (effect: PolicyStatement['Effect']): readonly Holds[] =>
    statements.filter(({ Effect }) => Effect === effect).map((statement) => applies(statement, caller, wish));
  const [allows, denies] = [about('Allow'), about('Deny')];
  if (denies.includes('yes')) return { lets: 'out', denied: true };
  if (!allows.includes('yes') && allows.every((each) => each === 'no')) return { lets: 'out', denied: false };
  const unknown = [...denies, ...(allows.includes('yes') ? [] : allows)].find((each) => typeof each === 'object');
  return unknown === undefined ? { lets: 'in' } : { lets: 'unknown', because: unknown.because };
}

function applies(
  statement: PolicyStatement,
  { principal, context, otherKeys = 'absent' }: Caller,
  { action, resource }: { readonly action: string; readonly resource: string },
): Holds {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  return also([
    either(Principal, NotPrincipal, (meant) => isMeant(meant, principal)),
    either(Action, NotAction, (patterns) => patterns.some((each) => matchesAction(each, action))),
    either(Resource, NotResource, (patterns) => patterns.some((each) => matches(each, resource))),
    conditionsHold(Condition ?? {}, { context, otherKeys }),
  ]);
}

/** One of an element and its negation stands in a statement. */
function either<Value>(value: Value | undefined, negated: Value | undefined, holds: (value: Value) => boolean): Holds {
  if (value !== undefined) return holds(value) ? 'yes' : 'no';
  return negated === undefined ? 'no' : not(holds(negated) ? 'yes' : 'no');
}

function isMeant(meant: Principals, caller: Caller['principal']): boolean {
  if (meant === '*') return true;
  const accounts = meant['AWS'] ?? [];
  if (accounts.includes('*')) return true;
  if ('Service' in caller) return meant['Service']?.includes(caller.Service) === true;
  const account = arnParts(caller.AWS).account;
  // An account stands for whom it lets in by its own policies.
  return accounts.some(
    (each) => each === caller.AWS || each === account || (/:root$/.test(each) && arnParts(each).account === account),
  );
}
