import { tableIndexes } from '../../../lambda/config/table.ts';
import { awsReason } from '../deployed/aws-reason.ts';

const { name: index } = tableIndexes.day;

/**
 * Why alerts cannot be listed and what to do, for an error of AWS or of the way there; undefined for an error of another
 * kind. DynamoDB has no name of its own for the faults of an index, only words:
 * https://github.com/aws/aws-record-ruby/issues/64, https://github.com/aws/aws-cli/issues/4845
 */
export function whyNotListed(error: unknown): string | undefined {
  const reason = awsReason(error);
  if (reason === undefined || !(error instanceof Error)) return reason;
  if (/not have the specified index/i.test(reason)) {
    return `it has no index '${index}', so an older version deployed it: deploy this one, then ask again`;
  }
  if (/backfilling global secondary index/i.test(reason)) {
    return `its index '${index}' is still being built: ask again in some minutes`;
  }
  if (error.name === 'AccessDeniedException') {
    const needed = `dynamodb:Query on the table and on its index '${index}', and kms:Decrypt on its key`;
    return `${reason.replace(/\.$/, '')}. Reading takes ${needed}`;
  }
  if (reason === 'Region is missing') return `${reason}: name it with --region, or in AWS_REGION`;
  if (/from any providers$/.test(reason)) return `${reason}: log in, or name a profile that can with --profile`;
  return reason;
}
