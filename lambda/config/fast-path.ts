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
 * What AWS Sign-In records in CloudTrail, by event name. What other services record, as IAM does a login profile, is never
 * among its events, whatever a rule asks for: that comes with its file. The page of sign-in events names the first; the
 * others stand in records of signin.amazonaws.com.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
const signInNames: ReadonlySet<string> = new Set(
  [
    'ConsoleLogin',
    'CheckMfa',
    'CredentialChallenge',
    'CredentialVerification',
    'ExitRole',
    'GetSigninToken',
    'PasswordRecoveryCompleted',
    'PasswordRecoveryRequested',
    'PasswordUpdated',
    'RenewRole',
    'SwitchRole',
    'UserAuthentication',
  ].map((name) => name.toLowerCase()),
);

/**
 * What to take of EventBridge's events: sign-ins of the names that some rule asks for, whatever their case, or of any name
 * where these cannot be listed. Undefined where no rule asks for any. CloudTrail's sign-ins are spelled in both ways; what
 * AWS Sign-In sends by itself, as its anomaly alerts, is no record of CloudTrail.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function signInPattern(rules: readonly Rule[]): SignInPattern | undefined {
  const { names } = wantedBy(rules);
  const signIns = names && [...names].filter((name) => signInNames.has(name)).sort();
  if (signIns?.length === 0) return undefined;
  return {
    source: ['aws.signin'],
    'detail-type': ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
    ...(signIns !== undefined && { detail: { eventName: signIns.map((name) => ({ 'equals-ignore-case': name })) } }),
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
