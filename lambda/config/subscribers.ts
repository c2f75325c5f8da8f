import * as v from 'valibot';
import { type Severity, severities } from '../core/rule.ts';
import { mapping, must, mustBeOneOf, mustMatch, option } from './faults.ts';
import { organization } from './organization.ts';
import { region as regionName } from './region.ts';

/** Who is told: programs, people and chat channels of alerts, operators of trouble with Gatewarden itself. */
export interface Subscribers {
  /** An AWS organisation, whose accounts may subscribe queues and functions of theirs to the machine topic themselves. */
  readonly organization?: string;
  readonly machines: readonly MachineSubscriber[];
  readonly people: readonly PeopleSubscriber[];
  readonly chat: readonly ChatSubscriber[];
  readonly operators: readonly MailSubscriber[];
}

export interface MachineSubscriber extends Filtered {
  readonly protocol: 'sqs' | 'lambda' | 'https';
  readonly endpoint: string;
}

export interface MailSubscriber {
  readonly protocol: 'email';
  readonly endpoint: string;
}

interface PeopleSubscriber extends MailSubscriber, Filtered {}

/**
 * A channel of Slack or Microsoft Teams, which Amazon Q Developer writes to. It has no filter: Amazon Q subscribes itself,
 * once for all channels of a topic, and its configuration takes no filter policy
 * (https://github.com/hashicorp/terraform-provider-aws/issues/42752).
 */
export type ChatSubscriber =
  | { readonly protocol: 'slack'; readonly workspace: string; readonly channel: string }
  | { readonly protocol: 'teams'; readonly tenant: string; readonly team: string; readonly channel: string };

interface Filtered {
  /** Everything by default. All that are given must hold. */
  readonly filter?: AlertFilter;
}

/** The message attributes that a subscriber may choose alerts by, each with the values it wants. */
export interface AlertFilter {
  readonly severity?: readonly Severity[];
  readonly rule?: readonly string[];
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly identityType?: readonly string[];
  readonly kind?: readonly string[];
}

export const noSubscribers: Subscribers = { machines: [], people: [], chat: [], operators: [] };

/**
 * As CloudTrail has them; another spelling would match nothing, ever.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
const identityTypes = [
  'Root',
  'IAMUser',
  'AssumedRole',
  'Role',
  'FederatedUser',
  'SAMLUser',
  'WebIdentityUser',
  'IdentityCenterUser',
  'Directory',
  'AWSAccount',
  'AWSService',
  'Unknown',
] as const;

const kinds = ['new', 'update', 'summary'] as const;

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const mostFields = 5;
const mostCombinations = 150;

const queueArn = mustMatch(
  /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/,
  'the ARN of a standard (not FIFO) queue',
);
const functionArn = mustMatch(
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]+)?$/,
  'the ARN of a function',
);
const httpsUrl = v.pipe(
  v.string(must('an https:// URL')),
  v.check((text) => URL.canParse(text) && new URL(text).protocol === 'https:', must('an https:// URL')),
);
const mailAddress = mustMatch(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address');
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function subscribersSchema(ruleId: v.GenericSchema<unknown, string>) {
  const filter = v.exactOptional(filterSchema(ruleId));
  const machine = v.variant(
    'protocol',
    [
      option({ protocol: v.literal('sqs'), endpoint: queueArn, filter }),
      option({ protocol: v.literal('lambda'), endpoint: functionArn, filter }),
      option({ protocol: v.literal('https'), endpoint: httpsUrl, filter }),
    ],
    mustBeOneOf('protocol', '"sqs", "lambda" or "https"'),
  );
  const mail = { protocol: v.literal('email', must('"email"')), endpoint: mailAddress };
  const endpointOf = ({ endpoint }: { readonly endpoint: string }): string => endpoint;
  return mapping({
    organization: v.exactOptional(mustMatch(organization.form, organization.words)),
    machines: listOf(machine, endpointOf, 'endpoint'),
    people: listOf(mapping({ ...mail, filter }), endpointOf, 'endpoint'),
    chat: listOf(chatSchema(), ({ channel }) => channel, 'channel'),
    operators: listOf(mapping(mail), endpointOf, 'endpoint'),
  });
}

function filterSchema(ruleId: v.GenericSchema<unknown, string>) {
  const oneOf = (values: readonly string[]) => must(`one of ${values.join(', ')}`);
  const filter = mapping({
    severity: v.exactOptional(someOf(v.picklist(severities, oneOf(severities)))),
    rule: v.exactOptional(someOf(ruleId)),
    account: v.exactOptional(someOf(mustMatch(/^\d{12}$/, 'an account id of 12 digits, in quotes'))),
    region: v.exactOptional(someOf(mustMatch(regionName.form, regionName.words))),
    identityType: v.exactOptional(someOf(v.picklist(identityTypes, oneOf(identityTypes)))),
    kind: v.exactOptional(someOf(v.picklist(kinds, oneOf(kinds)))),
  });
  return v.pipe(
    filter,
    v.check(
      (fields) => Object.keys(fields).length <= mostFields,
      ({ input }) => `names ${Object.keys(input).length} fields, and SNS takes ${mostFields} at most`,
    ),
    v.check(
      (fields) => combinations(fields) <= mostCombinations,
      ({ input }) =>
        `has ${combinations(input)} combinations of values, and SNS takes ${mostCombinations} at most; two subscribers can share them`,
    ),
  );
}

function combinations(filter: AlertFilter): number {
  return Object.values(filter).reduce((product, values: readonly string[]) => product * values.length, 1);
}

/**
 * The ids as Amazon Q Developer takes them. Of a workspace, team and tenant they are known only after somebody has
 * connected these in its console.
 * https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html
 * https://docs.aws.amazon.com/chatbot/latest/APIReference/API_TeamsChannelConfiguration.html
 */
function chatSchema() {
  const slack = {
    protocol: v.literal('slack'),
    workspace: mustMatch(/^[0-9A-Z]{1,255}$/, 'the id of a Slack workspace, such as T0123ABCD'),
    channel: mustMatch(/^[A-Za-z0-9]{1,255}$/, 'the id of a Slack channel, such as C0123ABCD, not its name'),
  };
  const teams = {
    protocol: v.literal('teams'),
    tenant: mustMatch(uuid, "the id of the team's tenant"),
    team: mustMatch(uuid, 'the id of a team'),
    channel: mustMatch(
      /^(?=.{1,255}$)[a-zA-Z0-9\-_=+/.,]*%3[aA][a-zA-Z0-9\-_=+/.,]*%40[a-zA-Z0-9\-_=+/.,]*$/,
      'the id of a channel as its link has it, such as 19%3a0123abcd%40thread.tacv2',
    ),
  };
  return v.variant('protocol', [option(slack), option(teams)], mustBeOneOf('protocol', '"slack" or "teams"'));
}

/** Values of a filter. None at all would let nothing pass, which nobody means. */
function someOf<T>(value: v.GenericSchema<unknown, T>) {
  const phrase = must('a list of one value or more');
  return v.pipe(v.array(value, phrase), v.minLength(1, phrase));
}

/** Subscribers, none by default. A topic takes each of them once, which `nameOf` tells. */
function listOf<T>(subscriber: v.GenericSchema<unknown, T>, nameOf: (subscriber: T) => string, what: string) {
  const list = v.pipe(
    v.array(subscriber, must('a list')),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const names = dataset.value.map(nameOf);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) === index) continue;
        const path = { type: 'array', origin: 'value', input: dataset.value, key: index, value: name } as const;
        addIssue({ message: `has the same ${what} as one above`, input: name, path: [path] });
      }
    }),
  );
  return v.nullish(list, []);
}
