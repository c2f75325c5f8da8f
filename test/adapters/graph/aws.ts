import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { loopback as region } from '../../servers/fauxqs.ts';
import { type Answering, json, text } from './loopback.ts';

/** An ARN of no secret that there is. */
export const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:entra-AbCdEf';

/** A client that tries once, of a server on loopback. */
export function secretsManager(endpoint: string): SecretsManagerClient {
  return new SecretsManagerClient({ ...region, endpoint, maxAttempts: 1 });
}

/** A client that tries once, of a server on loopback. */
export function sts(endpoint: string): STSClient {
  return new STSClient({ ...region, endpoint, maxAttempts: 1 });
}

/** How Secrets Manager says no, in AWS JSON 1.1. */
export function secretsError(name: string, status = 400): Answering {
  return json(status, { __type: name, Message: `no: ${name}` });
}

/** How STS gives a token out, in AWS Query. */
export function webIdentityToken(token: string): Answering {
  const result = `<WebIdentityToken>${token}</WebIdentityToken><Expiration>2026-11-20T10:01:00Z</Expiration>`;
  return xml(200, `<GetWebIdentityTokenResult>${result}</GetWebIdentityTokenResult>`, 'GetWebIdentityTokenResponse');
}

/** How STS says no. */
export function stsError(code: string, status = 403): Answering {
  return xml(
    status,
    `<Error><Type>Sender</Type><Code>${code}</Code><Message>no: ${code}</Message></Error>`,
    'ErrorResponse',
  );
}

function xml(status: number, content: string, root: string): Answering {
  const body = `<${root} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${content}<RequestId>1</RequestId></${root}>`;
  return text(status, body, { 'content-type': 'text/xml' });
}
