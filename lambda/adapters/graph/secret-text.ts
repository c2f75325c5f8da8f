import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parsedJson } from '../../config/parsed-json.ts';
import { awsFailure } from './aws-refusals.ts';
import { GraphRefused } from './errors.ts';
import { field } from './exchange.ts';

/** Reads a secret's text, each time anew. */
export type ReadSecret = () => Promise<string>;

const longestRead = 10_000; // milliseconds

/**
 * Reads a secret of Secrets Manager, its current version. It may hold
 * - plain text: a client secret, or PEM with the certificate and its private key;
 * - a JSON object with `clientSecret`, or with `certificate` and `privateKey` (both PEM);
 * - a JSON object with any one text, as the console writes it.
 *
 * Rejects with GraphRefused where it may not be read or holds something else, and with GraphUnavailable where Secrets
 * Manager does not answer.
 */
export function secretsManagerText(client: SecretsManagerClient, arn: string): ReadSecret {
  return async () => {
    const abortSignal = AbortSignal.timeout(longestRead);
    const secret = await client.send(new GetSecretValueCommand({ SecretId: arn }), { abortSignal }).catch((error) => {
      throw awsFailure(error, { doing: `reading the secret ${arn}`, sentences: sentences(arn) });
    });
    const text = secret.SecretString ?? Buffer.from(secret.SecretBinary ?? []).toString('utf8');
    return textIn(text, arn);
  };
}

/** Errors of GetSecretValue, https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html. */
function sentences(arn: string): Readonly<Record<string, string>> {
  return {
    ResourceNotFoundException: `The secret ${arn} does not exist, or has no value yet. Check secretArn, its region included.`,
    AccessDeniedException: `The role may not read the secret ${arn}. It needs secretsmanager:GetSecretValue on it, and kms:Decrypt on its key where that is one of your own (keyArn).`,
    DecryptionFailure: `The secret ${arn} cannot be decrypted. Its KMS key must be enabled, and the role needs kms:Decrypt on it (keyArn).`,
    InvalidRequestException: `The secret ${arn} cannot be read as it is. It may be marked for deletion: aws secretsmanager restore-secret.`,
  };
}

function textIn(text: string, arn: string): string {
  const json = text.trimStart().startsWith('{') ? parsedJson(text) : undefined;
  const found = typeof json === 'object' && json !== null ? textOf(json) : text;
  if (found !== undefined && found.trim() !== '') return found.trim();
  throw new GraphRefused(
    'SecretUnreadable',
    `The secret ${arn} must hold plain text, or a JSON object with clientSecret, with certificate and privateKey, or with one text only.`,
  );
}

function textOf(json: object): string | undefined {
  const secret = field(json, 'clientSecret');
  if (typeof secret === 'string') return secret;
  const [certificate, key] = [field(json, 'certificate'), field(json, 'privateKey')];
  if (typeof certificate === 'string' && typeof key === 'string') return `${certificate}\n${key}`;
  const [only, ...others] = Object.values(json);
  return typeof only === 'string' && others.length === 0 ? only : undefined;
}
