import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { type Finding, fault, ok } from '../finding.ts';
import { putBack } from '../mends.ts';
import { entryFinding } from '../policy-facts.ts';
import { type QueueFacts, sourceQueue } from '../queue-facts.ts';
import { type RuleFacts, ruleFacts } from '../rule-facts.ts';
import { sender } from '../senders.ts';

/** Whether the stack's rules of EventBridge, where it has some, are on and lead somewhere. */
export const eventRules: Check = {
  id: 'event-rules',
  title: 'Event rules',
  needs: [
    'cloudformation:ListStackResources',
    'events:DescribeRule',
    'events:ListTargetsByRule',
    'sqs:GetQueueAttributes',
  ],
  look: (ports) =>
    lookAt('rules', async () => {
      const rules = await ports.deployment.resources('AWS::Events::Rule');
      if (rules.length === 0) return [ok('rules', 'the stack has none')];
      return lookAtEach(
        rules,
        ({ id }) => id,
        ({ id }) => ofRule(id, ports),
      );
    }),
};

async function ofRule(id: string, ports: Ports): Promise<readonly Finding[]> {
  const rule = await ruleFacts(id, ports);
  const { name, enabled, pattern, targets } = rule;
  if (!enabled) return [fault(name, 'it is disabled', `aws events enable-rule --name ${name}`)];
  if (targets.length === 0) return [fault(name, 'it has no target', putBack)];
  if (ports.deployment.sources().some(({ bucket }) => pattern.includes(`"${bucket}"`))) return [ok(name, 'on')];
  const queue = await sourceQueue('cloudtrail', ports);
  return targets.includes(queue.arn) ? [letsIn(rule, queue, ports)] : [ok(name, 'on')];
}

/** Of a rule that is of no source, but brings sign-ins by itself: nobody else looks whether the queue lets it in. */
function letsIn({ name, arn }: RuleFacts, queue: QueueFacts, { deployment }: Ports): Finding {
  const entry = { ...sender('events', arn, deployment.account), actions: ['sqs:SendMessage'], resource: queue.arn };
  const finding = entryFinding(queue.name, queue.policy, { entry, mend: putBack });
  return finding.verdict === 'ok' ? ok(name, 'on') : finding;
}
