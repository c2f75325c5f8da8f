/** What the cloud on the laptop stands for: a template's references to its account and Region become these. */
export const here = { account: '111122223333', region: 'us-east-1', partition: 'aws' } as const;

/** An ARN of this account and Region. */
export function arnHere(service: string, resource: string): string {
  return `arn:${here.partition}:${service}:${here.region}:${here.account}:${resource}`;
}

/** What who may do everything signs with: whoever sits at the laptop, and the cloud itself. Nothing checks a signature. */
export const ownerCredentials = { accessKeyId: 'LOCAL-OWNER', secretAccessKey: 'local' } as const;
