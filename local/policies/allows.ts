import { matches, matchesAction } from '../../bin/policies/matches.ts';
import type { Statement } from './statements.ts';

/** What somebody wants to do. */
export interface Wish {
  /** Such as `s3:GetObject`. */
  readonly action: string;
  readonly resource: string;
  /** The service that does it in the caller's name, as KMS knows it: `s3.us-east-1.amazonaws.com`. */
  readonly viaService?: string;
}

/**
 * Whether a role's statements allow it: one allows it, and none denies it. Of conditions only kms:ViaService is evaluated,
 * which tells grants of one key apart; all others are taken to hold, and are for assertions on the template.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(statements: readonly Statement[], { action, resource, viaService }: Wish): boolean {
  const about = statements.filter(
    ({ Action, Resource, Condition }) =>
      Action.some((each) => matchesAction(each, action)) &&
      Resource.some((each) => matches(each, resource)) &&
      isVia(Condition?.['StringEquals']?.['kms:ViaService'], viaService),
  );
  return about.some(({ Effect }) => Effect === 'Allow') && about.every(({ Effect }) => Effect === 'Allow');
}

function isVia(wanted: unknown, service: string | undefined): boolean {
  const services: readonly unknown[] = [wanted].flat();
  return wanted === undefined || services.includes(service);
}
