import { RoleRefused } from './errors.ts';

/** What the SDK signs requests with. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When they end. A client of the SDK asks for others five minutes before. */
  readonly expiration: Date;
}

/** Under which the account of the role sees us in its own CloudTrail. */
const sessionName = 'gatewarden';
const longestCall = 10_000; // milliseconds

/**
 * Gives credentials of a role that our own identity may assume, for an hour: each time new ones, as a client of the SDK
 * keeps what it got for as long as it can. STS's client is loaded when it comes to it, as most functions assume no role.
 * What it gives throws RoleRefused.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumedRole(roleArn: string): () => Promise<RoleCredentials> {
  return async () => {
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName });
    const abortSignal = AbortSignal.timeout(longestCall);
    const { Credentials: given } = await new STSClient().send(command, { abortSignal }).catch((cause: unknown) => {
      throw isRefusal(cause) ? new RoleRefused(roleArn, { cause }) : cause;
    });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined || !Expiration)
      throw new Error(`sts:AssumeRole gave no whole credentials of ${roleArn}`);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  };
}

/** All else, such as throttling, passes by itself. STS says the same where there is no such role. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && /^AccessDenied(?:Exception)?$/.test(error.name);
}
