/** A KMS key that belongs to somebody else, as a policy names it. */
export const keyArn = {
  form: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
  words: 'the ARN of a KMS key (a policy cannot name its alias)',
} as const;
