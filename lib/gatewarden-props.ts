import type { Alarms } from '../lambda/config/alarms.ts';
import type { CanaryConfig } from '../lambda/config/canary.ts';
import type { CloudTrailSource } from '../lambda/config/cloudtrail.ts';
import type { GraphAuth, GraphConfig, GraphSettings } from '../lambda/config/entra-graph.ts';
import type { ExclusionSettings } from '../lambda/config/exclusions.ts';
import type { FastPath } from '../lambda/config/fast-path.ts';
import type { RuleSettings } from '../lambda/config/rule-settings.ts';
import type { Subscribers } from '../lambda/config/subscribers.ts';
import type { Telling } from '../lambda/config/telling.ts';
import type { Topics } from '../lambda/config/topics.ts';

/**
 * What gatewarden.config.yaml says, under the same names, so that what comes out of such a file can be given as it is.
 * All of it is checked when the construct is made, and every fault is named at once. What may be known no sooner than at
 * deployment (a token of the CDK) is what `cloudtrail` says; the rest goes into the functions' code and must be known.
 */
export interface GatewardenProps {
  /** Where CloudTrail's files come from: one place or several. @default - a bucket and a trail of its own, of all Regions */
  readonly cloudtrail?: CloudTrailSource | readonly CloudTrailSource[];
  /** Where Entra ID's sign-ins come from. @default - the landing bucket alone, and every key in it */
  readonly entra?: EntraProps;
  /** Brings sign-ins sooner than their log files, from these Regions; the stack's must be known. @default - not at all */
  readonly fastPath?: FastPath;
  /** The topics of alerts, and what their messages look like. @default - machines (JSON) and people; chat with channels */
  readonly topics?: TopicsProps;
  /** What is told at once, what together, and what not again. @default - Low alerts to people once a day; no floods */
  readonly telling?: TellingProps;
  /** Who is told. More can be subscribed to the topics, by their own `addSubscription`. @default - nobody */
  readonly subscribers?: Partial<Subscribers>;
  /** Settings by the id of a rule or system alert. @default - each as it is declared */
  readonly rules?: Readonly<Record<string, RuleSettings>>;
  /** What is known to be harmless. @default - none */
  readonly exclusions?: readonly ExclusionProps[];
  readonly limits?: LimitsProps;
  /** What else is worth an alarm. @default - an hour without CloudTrail's files */
  readonly alarms?: AlarmsProps;
  /** A made-up attack that goes the whole way every so often, and an alarm where its alert does not come back. @default - none */
  readonly canary?: CanaryProps;
  /** Whether there is a dashboard of CloudWatch. @default true */
  readonly dashboard?: boolean;
}

export interface EntraProps {
  /** Only keys of the landing bucket that begin with this are read. @default - all */
  readonly landingPrefix?: string;
  /** Polls the sign-ins from Microsoft Graph. @default - not at all */
  readonly graph?: GraphProps;
}

export interface GraphProps extends Pick<GraphConfig, 'tenant' | 'clientId'>, Partial<GraphSettings> {
  /** What proves who asks. Of `federated` the audience is api://AzureADTokenExchange by default. */
  readonly auth: GraphAuth | { readonly method: 'federated' };
}

export type TopicsProps = { readonly [Audience in keyof Topics]?: Partial<Topics[Audience]> };

export interface TellingProps extends Partial<Omit<Telling, 'digest'>> {
  readonly digest?: Partial<Telling['digest']>;
}

export interface ExclusionProps extends Omit<ExclusionSettings, 'rules'> {
  /** The rules that it is for. @default - all */
  readonly rules?: ExclusionSettings['rules'];
}

export interface LimitsProps {
  /** The most bytes that one log file may unpack to. @default - 1 GiB */
  readonly decompressedBytes?: number;
}

export interface CanaryProps extends Pick<CanaryConfig, 'every'> {
  /** How long its alert may take. @default 15m */
  readonly within?: CanaryConfig['within'];
}

export interface AlarmsProps {
  /** After how many minutes without log files, by where they come from; false never. @default - 60, and never for Entra ID */
  readonly noFilesMinutes?: Partial<Alarms['noFilesMinutes']>;
}
