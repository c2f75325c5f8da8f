/** What an error of AWS or of the way there says; undefined for an error of another kind. */
export function awsReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'ResourceNotFoundException') return 'there is no such table in this region and account';
  const ofAws = '$metadata' in error || error.name.includes('Provider') || error.message === 'Region is missing';
  const ofNetwork = 'code' in error || error instanceof AggregateError;
  return ofAws || ofNetwork ? error.message || String((error as NodeJS.ErrnoException).code) : undefined;
}
