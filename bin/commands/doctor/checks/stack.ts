import type { Check } from '../check.ts';
import { lookAt } from '../check.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';

/** What became of the last deployment, and whether somebody changed what it made. */
export const stack: Check = {
  id: 'stack',
  title: 'Stack',
  needs: ['cloudformation:DescribeStacks'],
  look: ({ ask, deployment: { stack: name, account, region } }) =>
    lookAt(name, async () => {
      const { Stacks: [found] = [] } = await ask('cloudformation:DescribeStacks', { StackName: name });
      const status = found?.StackStatus ?? 'unknown';
      const drift = found?.DriftInformation?.StackDriftStatus === 'DRIFTED';
      return [statusFinding(name, status, `in ${account}, ${region}`), ...(drift ? [drifted(name)] : [])];
    }),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
function statusFinding(name: string, status: string, place: string): Finding {
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(name, `${status} ${place}`);
  if (status === 'DELETE_IN_PROGRESS')
    return fault(
      name,
      `it is being deleted: ${status} ${place}`,
      'Find out who deletes it, in CloudTrail (DeleteStack).',
    );
  if (status === 'REVIEW_IN_PROGRESS')
    return fault(name, `it was never created: ${status} ${place}`, 'Deploy it: a change set waits to be looked at.');
  if (status.endsWith('_IN_PROGRESS'))
    return warning(name, `it is being changed: ${status} ${place}`, 'Wait until it is done, then run this again.');
  if (status.endsWith('ROLLBACK_COMPLETE') && !status.startsWith('ROLLBACK'))
    return warning(
      name,
      `the last deployment failed and was taken back: ${status}`,
      `See why: aws cloudformation describe-stack-events --stack-name ${name}. Then deploy again.`,
    );
  return fault(
    name,
    `its state is ${status}`,
    `See why: aws cloudformation describe-stack-events --stack-name ${name}. A rollback that failed is continued, a stack that was never created deleted; then deploy again.`,
  );
}

function drifted(name: string): Finding {
  return warning(
    name,
    'somebody changed by hand what it made, as its last drift detection found',
    'See what: npx cdk drift. Put it back: npx cdk deploy --revert-drift',
  );
}
