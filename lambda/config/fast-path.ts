import * as v from 'valibot';
import type { Rule } from '../core/rule.ts';
import { wantedBy } from '../core/wanted.ts';
import { mapping, must, mustMatch } from './faults.ts';
import { organization } from './organization.ts';
import { region } from './region.ts';

/** Sign-ins that EventBridge brings as soon as they happen, before their log file. Not at all by default. */
export interface FastPath {
  /** Where sign-ins are looked for: one Region at least, each once; the stack's own may be one of them. */
  readonly regions: readonly string[];
  /** An AWS organisation, whose accounts may forward their sign-ins as well. By default the stack's own account alone. */
  readonly organization?: string;
}

export function fastPathSchema(): v.GenericSchema<unknown, FastPath> {
  return mapping({
    regions: regionsSchema(),
    organization: v.exactOptional(mustMatch(organization.form, organization.words)),
  });
}

/**
 * What to take of EventBridge's events: sign-ins of the names that some rule asks for, whatever their case, or of any name
 * where these cannot be listed. Undefined where no rule asks for any. CloudTrail's sign-ins are spelled in both ways; what
 * AWS Sign-In sends by itself, as its anomaly alerts, is no record of CloudTrail.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function signInPattern(rules: readonly Rule[]): SignInPattern | undefined {
  const { names } = wantedBy(rules);
  if (names?.size === 0) return undefined;
  const eventName = names && [...names].sort().map((name) => ({ 'equals-ignore-case': name }));
  return {
    source: ['aws.signin'],
    'detail-type': ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
    ...(eventName !== undefined && { detail: { eventName } }),
  };
}

/** As EventBridge takes patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
export interface SignInPattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail?: { readonly eventName: readonly { readonly 'equals-ignore-case': string }[] };
}

function regionsSchema() {
  const phrase = must('a list of Regions, such as [us-east-1, eu-central-1]');
  return v.pipe(
    v.array(mustMatch(region.form, region.words), phrase),
    v.minLength(1, phrase),
    v.checkItems(
      (item, index, all) => all.indexOf(item) === index,
      ({ input }) => `is named before: ${JSON.stringify(input)}`,
    ),
  );
}
