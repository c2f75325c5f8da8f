import { generateKeyPairSync } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GraphRefused } from '../../../lambda/adapters/graph/errors.ts';
import { keyPairIn } from '../../../lambda/adapters/graph/key-pair.ts';
import { secretsManagerText } from '../../../lambda/adapters/graph/secret-text.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import { hold, type Target } from '../target.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:example';
const marker = 'not-a-real-secret';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const texts = [
  marker,
  JSON.stringify({ clientSecret: marker }),
  JSON.stringify({ anything: marker }),
  JSON.stringify({ certificate: marker, privateKey }),
  JSON.stringify({ clientSecret: { value: marker }, other: [marker] }),
  privateKey,
];

/** The text of a secret, and PEM in it. What is refused is refused without a word of it. */
export const secrets: Target = {
  name: 'secrets',
  seeds: texts.map((text) => Buffer.from(text)),
  mutate: (input, other, random) =>
    (random.chance(0.4) ? mutateBytes : mutateJson)(input, other, random).subarray(0, 20_000),
  async check(input) {
    const client = new SecretsManagerClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const output = { $metadata: {}, SecretString: Buffer.from(input).toString() };
    client.middlewareStack.add(() => async () => ({ output, response: {} }), { step: 'initialize', priority: 'high' });
    const text = await secretsManagerText(client, arn)().catch((error: unknown) => refused(error));
    client.destroy();
    if (text === undefined) return;
    hold(text !== '' && text === text.trim(), 'a secret is some text');
    try {
      keyPairIn(text);
    } catch (error) {
      refused(error);
    }
  },
};

function refused(error: unknown): undefined {
  hold(error instanceof GraphRefused, 'only GraphRefused is thrown', String(error));
  hold(!error.message.includes(marker), 'a refusal tells nothing of the secret', error.message);
}
