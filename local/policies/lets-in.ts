import { type Caller, policyAnswer } from '../../bin/policies/policy-answer.ts';
import { TemplateFault } from '../errors.ts';
import type { ResourceStatement } from './statements.ts';

export type { Caller };

/** Whether a resource's own policy lets the caller do it. Throws TemplateFault where that cannot be evaluated. */
export function letsIn(
  statements: readonly ResourceStatement[],
  caller: Caller,
  wish: { readonly action: string; readonly resource: string },
): boolean {
  const answer = policyAnswer(statements, caller, wish);
  if (answer.lets !== 'unknown') return answer.lets === 'in';
  throw new TemplateFault(`a policy has ${answer.because}, which the cloud on the laptop cannot evaluate`);
}
