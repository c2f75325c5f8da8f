import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { placeOutput } from '../deployment.ts';
import { type Feed, feedsOf } from '../feeds-of.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { forOwner } from '../for-owner.ts';
import { functionsIn } from '../function-facts.ts';
import { isAwsOwn, keyPolicy, ownerOf } from '../key-facts.ts';
import { putBack } from '../mends.ts';
import { type Entry, entryFinding } from '../policy-facts.ts';
import { sourceQueue } from '../queue-facts.ts';
import { rulesIn } from '../rule-facts.ts';
import { alarmsOf, type Sender, sender, sendersOf } from '../senders.ts';
import { topicFacts } from '../topic-facts.ts';
import { trailsOf } from '../trails.ts';

/** Whether the keys let in who has to encrypt with them, and who has to read. */
export const keyPolicies: Check = {
  id: 'key-policies',
  title: 'Key policies',
  needs: [
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'sqs:GetQueueAttributes',
    'sns:GetTopicAttributes',
    'cloudformation:ListStackResources',
    'cloudtrail:DescribeTrails',
    'events:DescribeRule',
    'events:ListTargetsByRule',
    'lambda:GetFunctionConfiguration',
  ],
  async look(ports) {
    const findings = await Promise.all([
      lookAt('sources', () =>
        lookAtEach(
          feedsOf(ports.deployment),
          ({ queue }) => `the key of the ${queue} queue`,
          (feed) => ofQueue(feed, ports),
        ),
      ),
      lookAt('the key of the operators’ topic', () => ofOperators(ports)),
      lookAt('sources', () =>
        lookAtEach(
          ports.deployment
            .sources()
            .flatMap(({ keyArn, bucket }) => (keyArn === undefined ? [] : [{ keyArn, bucket }])),
          ({ keyArn }) => keyArn,
          (files) => ofFiles(files, ports),
        ),
      ),
      lookAt('the key of the trail', () => ofTrails(ports)),
    ]);
    return eachOnce(findings.flat());
  },
};

/** Keys serve several: what is wrong with one is said once, and so is that nothing is. */
function eachOnce(findings: readonly Finding[]): readonly Finding[] {
  const wrong = findings.filter(({ verdict }) => verdict !== 'ok');
  if (wrong.length === 0) return [ok('keys', 'let in who writes and who reads')];
  return [...new Map(wrong.map((each) => [JSON.stringify(each), each])).values()];
}

const encrypting = ['kms:GenerateDataKey', 'kms:Decrypt'];

async function ofQueue(feed: Feed, ports: Ports): Promise<readonly Finding[]> {
  const { name, arn, keyId } = await sourceQueue(feed.queue, ports);
  if (keyId === undefined) return [warning(name, 'it is not encrypted with a key of KMS', putBack)];
  if (isAwsOwn(keyId)) return [lockedOut(name)];
  const senders = [...(await sendersOf(feed, ports)), ...(await rulesTo(arn, feed, ports))];
  const policy = await keyPolicy(keyId, ports);
  return senders.map(({ who, callers }) => judged(keyId, policy, { who, callers, actions: encrypting }));
}

/** The rules of the fast path, which are of no source, and bring sign-ins by themselves. */
async function rulesTo(queueArn: string, { queue }: Feed, ports: Ports): Promise<readonly Sender[]> {
  if (queue !== 'cloudtrail') return [];
  const rules = (await rulesIn(ports)).filter(({ targets }) => targets.includes(queueArn));
  return rules.map(({ arn }) => sender('events', arn, ports.deployment.account));
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html, …/sns/latest/dg/sns-key-management.html */
function lockedOut(about: string): Finding {
  return fault(about, "it is encrypted with AWS's own key, which lets no service in", putBack);
}

async function ofOperators(ports: Ports): Promise<readonly Finding[]> {
  const topicArn = ports.deployment.output(placeOutput);
  const { keyId } = await topicFacts(topicArn, ports.ask);
  if (keyId === undefined) return [];
  if (isAwsOwn(keyId)) return [lockedOut(topicArn.slice(topicArn.lastIndexOf(':') + 1))];
  const policy = await keyPolicy(keyId, ports);
  return [judged(keyId, policy, { ...alarmsOf(ports.deployment), actions: encrypting })];
}

/** A key of somebody else, which the function that reads has to be let use. */
async function ofFiles(
  { keyArn, bucket }: { readonly keyArn: string; readonly bucket: string },
  ports: Ports,
): Promise<readonly Finding[]> {
  const elsewhere = ofOwner(keyArn, 'the output CloudTrailKeyPolicy', ports);
  if (elsewhere !== undefined) return [elsewhere];
  const reader = (await functionsIn(ports)).find(({ label }) => label === 'CloudTrailDetector');
  if (reader === undefined) return [];
  const { role } = await reader.read();
  const policy = await keyPolicy(keyArn, ports);
  const entry = {
    who: `the function that reads ${bucket}`,
    callers: [{ principal: { AWS: role }, context: {} }],
    actions: ['kms:Decrypt'],
  };
  return [
    judged(keyArn, policy, entry, 'Its owner adds the statement of the output CloudTrailKeyPolicy to its policy.'),
  ];
}

/** Of a key of another account; undefined of one of this. */
function ofOwner(key: string, compare: string, { deployment: { account } }: Ports): Finding | undefined {
  const owner = ownerOf(key) ?? account;
  return owner === account ? undefined : forOwner(key, 'its policy', { owner, compare, check: 'key-policies' });
}

/** What CloudTrail brings to a key: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
async function ofTrails(ports: Ports): Promise<readonly Finding[]> {
  const own = ports.deployment.sources().filter(({ mode }) => mode === 'create');
  const trails = (await Promise.all(own.map((source) => trailsOf(source, ports.ask)))).flat();
  const findings = trails.map(async ({ KmsKeyId: key, TrailARN: arn = '' }) => {
    if (key === undefined) return [];
    const elsewhere = ofOwner(key, 'what AWS documents for CloudTrail', ports);
    if (elsewhere !== undefined) return [elsewhere];
    const brings = { 'kms:EncryptionContext:aws:cloudtrail:arn': arn };
    const { who, callers } = sender('cloudtrail', arn, ports.deployment.account, brings);
    const policy = await keyPolicy(key, ports);
    return [judged(key, policy, { who, callers, actions: ['kms:GenerateDataKey'] })];
  });
  return (await Promise.all(findings)).flat();
}

function judged(
  key: string,
  policy: string | undefined,
  { who, callers, actions }: Omit<Entry, 'resource'>,
  mend = putBack,
): Finding {
  const entry: Entry = { who, callers, actions, resource: key };
  return entryFinding(key, policy, { entry, mend });
}
