import * as v from 'valibot';
import { parsedJson } from '../../../lambda/config/parsed-json.ts';
import { type Caller, type PolicyAnswer, type PolicyStatement, policyAnswer } from '../../policies/policy-answer.ts';
import { type Finding, fault, ok, unknown } from './finding.ts';

const oneOrMany = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((each) => [each].flat()),
);
/** In conditions, IAM takes numbers and booleans without quotes as well. */
const values = v.pipe(
  v.union([v.string(), v.number(), v.boolean(), v.array(v.union([v.string(), v.number(), v.boolean()]))]),
  v.transform((each) => [each].flat().map(String)),
);
const principals = v.union([v.literal('*'), v.record(v.string(), oneOrMany)]);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const policySchema = v.object({
  Statement: v.pipe(
    v.union([v.array(v.unknown()), v.unknown()]),
    v.transform((each) => [each].flat()),
    v.array(
      v.object({
        Sid: v.optional(v.string()),
        Effect: v.picklist(['Allow', 'Deny']),
        Principal: v.optional(principals),
        NotPrincipal: v.optional(principals),
        Action: v.optional(oneOrMany),
        NotAction: v.optional(oneOrMany),
        Resource: v.optional(oneOrMany),
        NotResource: v.optional(oneOrMany),
        Condition: v.optional(v.record(v.string(), v.record(v.string(), values))),
      }),
    ),
  ),
});

/** The statements of a policy; none where there is no policy, undefined where it cannot be read. */
function statementsIn(policy: string | undefined): readonly PolicyStatement[] | undefined {
  if (policy === undefined || policy === '') return [];
  const parsed = v.safeParse(policySchema, parsedJson(policy));
  return parsed.success ? parsed.output.Statement : undefined;
}

/** Who has to be let in, for what. */
export interface Entry {
  /** In words, as the subject of "may not". */
  readonly who: string;
  /** As whom: one of these is enough. */
  readonly callers: readonly Caller[];
  readonly actions: readonly string[];
  readonly resource: string;
}

/** Whether a policy lets somebody in, judged by its text alone: other policies may still say no. */
export function entryFinding(
  about: string,
  policy: string | undefined,
  { entry, mend }: { readonly entry: Entry; readonly mend: string },
): Finding {
  const { who, callers } = entry;
  const statements = statementsIn(policy);
  if (statements === undefined) return unknown(about, 'its policy is in a form that cannot be read here', mend);
  const obstacles = callers.map((caller) => obstacle(statements, caller, entry));
  if (obstacles.includes(undefined)) return ok(about, 'lets in who has to be');
  const unclear = obstacles.find((each) => each?.lets === 'unknown');
  const found = unclear ?? obstacles[0];
  if (found?.lets === 'unknown')
    return unknown(about, `whether ${who} may ${found.action} hangs on ${found.because} in its policy`, mend);
  const why = found?.denied === true ? 'a statement denies it' : 'no statement lets it in';
  return fault(about, `${who} may not ${found?.action}: ${why}`, mend);
}

type Obstacle = Exclude<PolicyAnswer, { readonly lets: 'in' }> & { readonly action: string };

/** The first action that the caller is not let do. */
function obstacle(
  statements: readonly PolicyStatement[],
  caller: Caller,
  { actions, resource }: Entry,
): Obstacle | undefined {
  for (const action of actions) {
    const answer = policyAnswer(statements, { ...caller, otherKeys: 'unknown' }, { action, resource });
    if (answer.lets !== 'in') return { ...answer, action };
  }
  return undefined;
}
