import type { Topic } from '../stack/topics.ts';
import { toOurs, toTheirs } from './account-in-arns.ts';
import { queryError } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Forward } from './forward.ts';
import { isOfKey, keyNeeds, type Need } from './need.ts';
import type { Service } from './service.ts';
import { resized } from './sqs.ts';

export interface SnsOptions {
  readonly topics: readonly Topic[];
  readonly forward: Forward;
  readonly endpoint: string;
}

/** Parameters that hold an ARN. All others may hold a message's text. */
const arns = ['TopicArn', 'TargetArn', 'SubscriptionArn', 'ResourceArn', 'Endpoint'];

/** SNS, by the query protocol: a form with an `Action`. */
export function sns({ topics, forward, endpoint }: SnsOptions): Service {
  return {
    needs(asked): readonly Need[] {
      const form = formOf(asked);
      const action = (form.get('Action') ?? 'nothing').replace(/Batch$/, '');
      const resource = form.get('TopicArn') ?? form.get('TargetArn') ?? form.get('SubscriptionArn') ?? '*';
      const keyArn = topics.find(({ arn }) => arn === resource)?.keyArn;
      return [
        { action: `sns:${action}`, resource },
        // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        ...(action === 'Publish' ? keyNeeds('sns', keyArn, ['GenerateDataKey', 'Decrypt']) : []),
      ];
    },
    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
    refuse: (refusal, message) =>
      isOfKey(refusal) ? queryError(400, 'KMSAccessDenied', message) : queryError(403, 'AuthorizationError', message),
    async serve(asked) {
      const form = formOf(asked);
      for (const name of arns) {
        const arn = form.get(name);
        if (arn !== null) form.set(name, toTheirs(arn));
      }
      const answer = await forward(asked, { body: Buffer.from(form.toString()) });
      return { ...answer, ...resized(answer, toOurs(answer.body.toString(), endpoint)) };
    },
  };
}

function formOf({ body }: Asked): URLSearchParams {
  return new URLSearchParams(body.toString());
}
