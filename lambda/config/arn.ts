/** The parts of an ARN that say where something is and whose; empty where it says nothing of it. */
export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function arnParts(arn: string): ArnParts {
  const [, partition = '', , region = '', account = ''] = arn.split(':');
  return { partition, region, account };
}

/** The Region that an ARN names, as a setting of a client; nothing where it names none, as a plain id does not. */
export function inRegionOf(arn: string): { readonly region?: string } {
  const { region } = arnParts(arn);
  return region === '' ? {} : { region };
}
