import type { NeedOfRole } from '../../local/gateway/refused-calls.ts';
import { allows } from '../../local/policies/allows.ts';
import type { Statement } from '../../local/policies/statements.ts';
import type { Stack } from '../../local/stack/read-stack.ts';
import type { Role } from '../../local/stack/roles.ts';

/** The smallest part of a role's policies that could be missing. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  /** Through which services, where the grant says it. */
  readonly via: string;
}

/**
 * The grants of all roles that nobody would have missed: every call of the runs would have been allowed without it. With
 * any other grant gone, one of the same runs would be refused a call, as all until that call would be as it was. So one
 * run stands for as many as there are grants, each with one of them taken away.
 */
export function unmissed({ roles }: Pick<Stack, 'roles'>, calls: readonly NeedOfRole[]): readonly Grant[] {
  return roles.flatMap((role) => {
    const own = calls.filter((call) => call.role === role.name);
    return mutants(role)
      .filter(({ left }) => own.every((call) => allows(left, call)))
      .map(({ grant }) => grant);
  });
}

/** The statements of a role without one action on one resource, for each of these. */
function mutants({
  name,
  statements,
}: Role): readonly { readonly grant: Grant; readonly left: readonly Statement[] }[] {
  return statements.flatMap((statement) =>
    statement.Action.flatMap((action) =>
      statement.Resource.map((resource) => ({
        grant: { role: name, action, resource, via: serviceIn(statement) },
        left: statements.flatMap((each) => (each === statement ? without(each, action, resource) : [each])),
      })),
    ),
  );
}

/** What the statement allows besides this action on this resource. */
function without(statement: Statement, action: string, resource: string): readonly Statement[] {
  return [
    { ...statement, Action: statement.Action.filter((each) => each !== action) },
    { ...statement, Action: [action], Resource: statement.Resource.filter((each) => each !== resource) },
  ];
}

function serviceIn({ Condition }: Statement): string {
  return String(Condition?.['StringEquals']?.['kms:ViaService'] ?? '').split('.')[0] as string;
}
