import { DamagedItem } from '../../../lambda/adapters/errors.ts';
import { awsReason } from '../deployed/aws-reason.ts';

/**
 * What an error of SQS, of the table or of the way there says, in words; undefined for an error of another kind.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
 */
export function queueReason(error: unknown): string | undefined {
  if (error instanceof DamagedItem) return error.message;
  const reason = awsReason(error);
  if (reason === undefined || !(error instanceof Error)) return reason;
  const { name } = error;
  if (/QueueDoesNotExist|NonExistentQueue/.test(name)) return 'there is no such queue in this account and region';
  if (/^KMS/i.test(name)) return `the key cannot be used; it takes kms:Decrypt and kms:GenerateDataKey (${reason})`;
  if (name.startsWith('AccessDenied')) return `you may not (${reason.replace(/\.$/, '')}); --help says what it needs`;
  if (reason === 'Region is missing') return `${reason}: name it with --region, or in AWS_REGION`;
  if (/from any providers$/.test(reason)) return `${reason}: log in, or name a profile that can with --profile`;
  return reason;
}
