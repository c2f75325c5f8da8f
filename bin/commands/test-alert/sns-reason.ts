/**
 * What an error of SNS, of credentials or of the way there says, in words; undefined for an error of another kind.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
export function snsReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (name.startsWith('NotFound')) return 'there is no such topic in this account and region';
  if (name.startsWith('KMS'))
    return `the topic's key cannot be used; you need kms:GenerateDataKey and kms:Decrypt (${message})`;
  if (name.startsWith('AuthorizationError')) return `you may not (${message})`;
  const ofAws = '$metadata' in error || name.includes('Provider');
  const ofNetwork = 'code' in error || error instanceof AggregateError;
  return ofAws || ofNetwork ? message || String((error as NodeJS.ErrnoException).code) : undefined;
}
