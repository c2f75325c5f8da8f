import { arnParts } from '../../../../lambda/config/arn.ts';
import type { DeployedSource } from '../../../../lambda/config/deployed.ts';
import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { placeOutput } from '../deployment.ts';
import { type Finding, ok } from '../finding.ts';
import { forOwner } from '../for-owner.ts';
import { putBack } from '../mends.ts';
import { entryFinding } from '../policy-facts.ts';
import { alarmsOf, sender } from '../senders.ts';
import { topicFacts } from '../topic-facts.ts';
import { trailsOf } from '../trails.ts';

/** Whether the topics let in who publishes to them: alarms to the operators', CloudTrail or S3 to one of log files. */
export const topicPolicies: Check = {
  id: 'topic-policies',
  title: 'Topic policies',
  needs: ['sns:GetTopicAttributes', 'cloudtrail:DescribeTrails'],
  async look(ports) {
    const operators = ports.deployment.output(placeOutput);
    const findings = await Promise.all([
      lookAt(operators, () => ofOperators(operators, ports)),
      lookAt('sources', () =>
        lookAtEach(
          ports.deployment.sources().filter(({ mode }) => mode === 'topic'),
          ({ topicArn = '' }) => topicArn,
          (source) => ofSource(source, ports),
        ),
      ),
    ]);
    return findings.flat();
  },
};

async function ofOperators(arn: string, { ask, deployment }: Ports): Promise<readonly Finding[]> {
  const { policy } = await topicFacts(arn, ask);
  const entry = { ...alarmsOf(deployment), actions: ['sns:Publish'], resource: arn };
  return [entryFinding(nameOf(arn), policy, { entry, mend: putBack })];
}

async function ofSource(source: DeployedSource, { ask, deployment }: Ports): Promise<readonly Finding[]> {
  const { topicArn = '', bucket, account } = source;
  const owner = arnParts(topicArn).account;
  if (owner !== deployment.account)
    return [forOwner(topicArn, 'who may publish to it', { owner, compare: 'docs/deploy.md', check: 'topic-policies' })];
  const { policy } = await topicFacts(topicArn, ask);
  const trails = (await trailsOf(source, ask)).filter(({ SnsTopicARN }) => SnsTopicARN === topicArn);
  const senders = [
    ...trails.map(({ TrailARN = '' }) => sender('cloudtrail', TrailARN, arnParts(TrailARN).account)),
    sender('s3', `arn:${deployment.partition}:s3:::${bucket}`, account),
  ];
  const mend =
    'Its owner lets cloudtrail.amazonaws.com or s3.amazonaws.com publish to it, whichever tells it of new files: docs/deploy.md.';
  const findings = senders.map(({ who, callers }) => {
    return entryFinding(nameOf(topicArn), policy, {
      entry: { who, callers, actions: ['sns:Publish'], resource: topicArn },
      mend,
    });
  });
  const wellLetIn = findings.find(({ verdict }) => verdict === 'ok');
  return [wellLetIn ?? findings[0] ?? ok(nameOf(topicArn), 'nobody has to be let in')];
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
