import { TemplateFault } from '../errors.ts';
import { matches, matchesAction } from './matches.ts';
import type { ResourceStatement } from './statements.ts';

/** Who asks for something, and what is known of the request. */
export interface Caller {
  readonly principal: { readonly AWS: string } | { readonly Service: string };
  /** The condition keys of the request. One that is not here is absent. */
  readonly context: Readonly<Record<string, string>>;
}

/** Whether a resource's own policy lets the caller do it: a statement allows it, and none denies it. */
export function letsIn(
  statements: readonly ResourceStatement[],
  { principal, context }: Caller,
  { action, resource }: { readonly action: string; readonly resource: string },
): boolean {
  const about = statements.filter(
    ({ Principal, Action, Resource, Condition }) =>
      isMeant(Principal, principal) &&
      Action.some((each) => matchesAction(each, action)) &&
      Resource.some((each) => matches(each, resource)) &&
      holds(Condition, context),
  );
  return about.some(({ Effect }) => Effect === 'Allow') && about.every(({ Effect }) => Effect === 'Allow');
}

function isMeant(meant: ResourceStatement['Principal'], caller: Caller['principal']): boolean {
  if (meant === '*') return true;
  if ('Service' in caller) return meant.Service?.includes(caller.Service) === true || meant.AWS?.includes('*') === true;
  return meant.AWS?.some((each) => each === '*' || each === caller.AWS) === true;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds(condition: ResourceStatement['Condition'], context: Caller['context']): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const value = context[key];
      return value !== undefined && wanted.some((each) => satisfies(operator, each, value));
    }),
  );
}

function satisfies(operator: string, wanted: string, value: string): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return wanted === value;
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals': // the same as ArnLike, says the page
      return matches(wanted, value);
    default:
      throw new TemplateFault(`a policy has the condition ${operator}, which the cloud on the laptop cannot evaluate`);
  }
}
