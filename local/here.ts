/** What the cloud on the laptop stands for: a template's references to its account and Region become these. */
export const here = { account: '111122223333', region: 'us-east-1', partition: 'aws' } as const;

/** An ARN of this account, in this Region or another one. */
export function arnHere(service: string, resource: string, region: string = here.region): string {
  return `arn:${here.partition}:${service}:${region}:${here.account}:${resource}`;
}

interface Place {
  readonly region?: string | undefined;
  readonly account?: string;
}

/** An event bus, in this account and Region or elsewhere. Every account has the bus `default` in each Region. */
export function busArn(name: string, { region = here.region, account = here.account }: Place = {}): string {
  return `arn:${here.partition}:events:${region}:${account}:event-bus/${name}`;
}

/** What who may do everything signs with: whoever sits at the laptop, and the cloud itself. Nothing checks a signature. */
export const ownerCredentials = { accessKeyId: 'LOCAL-OWNER', secretAccessKey: 'local' } as const;
