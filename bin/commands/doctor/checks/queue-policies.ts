import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { type Feed, feedsOf } from '../feeds-of.ts';
import { type Finding, fault, ok } from '../finding.ts';
import { putBack } from '../mends.ts';
import { entryFinding } from '../policy-facts.ts';
import { sourceQueue } from '../queue-facts.ts';
import { sendersOf } from '../senders.ts';

/** Whether the queues let in who tells them of new files. */
export const queuePolicies: Check = {
  id: 'queue-policies',
  title: 'Queue policies',
  needs: [
    'sqs:GetQueueAttributes',
    'cloudformation:ListStackResources',
    'events:DescribeRule',
    'events:ListTargetsByRule',
  ],
  look: (ports) =>
    lookAt('queues', () =>
      lookAtEach(
        feedsOf(ports.deployment),
        ({ queue }) => `the ${queue} queue`,
        (feed) => ofFeed(feed, ports),
      ),
    ),
};

async function ofFeed(feed: Feed, ports: Ports): Promise<readonly Finding[]> {
  const { name, arn, policy } = await sourceQueue(feed.queue, ports);
  const senders = await sendersOf(feed, ports);
  if (senders.length === 0) return [fault(name, `nobody brings it the files of ${feed.source.bucket}`, putBack)];
  const findings = senders.map(({ who, callers }) =>
    entryFinding(name, policy, { entry: { who, callers, actions: ['sqs:SendMessage'], resource: arn }, mend: putBack }),
  );
  const wrong = findings.filter(({ verdict }) => verdict !== 'ok');
  return wrong.length > 0 ? wrong : [ok(name, 'lets in who tells it of new files')];
}
