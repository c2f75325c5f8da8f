import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { polling, secretArn, secretKeyArn } from '../../lib/synthesise.ts';
import { type Changeable, withoutFunctions, withoutGrant } from '../assemblies.ts';
import { failureOf, ofThisFile } from './calling.ts';

const { stopAfterwards } = ofThisFile();

const config = polling({ method: 'secret', secretArn, keyArn: secretKeyArn });
const unknown = `${secretArn.slice(0, -6)}ZzZzZz`;
const clients: SecretsManagerClient[] = [];

afterAll(() => {
  for (const client of clients) client.destroy();
});

async function start(change?: (template: Changeable) => void): Promise<Cloud> {
  const secrets = new Map([[secretArn, { text: 'an example', keyArn: secretKeyArn }]]);
  return stopAfterwards(await startCloud(withoutFunctions(config, change), { secrets }));
}

/** A client that signs as the poller's role, or as nobody's. */
function clientOf({ endpoint, stack }: Cloud, isRole = true): SecretsManagerClient {
  const role = isRole ? stack.roles.find(({ name }) => name.includes('EntraPoller')) : undefined;
  const credentials = { accessKeyId: role?.accessKeyId ?? 'local', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

it('a secret is read by the role that may read it, and no other secret', async () => {
  const cloud = await start();
  const poller = clientOf(cloud);

  const { SecretString } = await poller.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const failure = await failureOf(poller.send(new GetSecretValueCommand({ SecretId: unknown })));

  expect([SecretString, failure]).toEqual(['an example', '400 AccessDeniedException']);
  expect(cloud.refused).toMatchObject([{ action: 'secretsmanager:GetSecretValue', resource: unknown }]);
});

it('a secret is refused to who may not use its key', async () => {
  const cloud = await start((all) =>
    withoutGrant(all, 'EntraPollerRoleDefaultPolicy', (each) => JSON.stringify(each).includes('"secretsmanager.')),
  );

  const failure = await failureOf(clientOf(cloud).send(new GetSecretValueCommand({ SecretId: secretArn })));

  expect(failure).toBe('400 AccessDeniedException');
  expect(cloud.refused).toMatchObject([{ action: 'kms:Decrypt', resource: secretKeyArn }]);
});

it('a secret that is not there is not found, and none can be written', async () => {
  const owner = clientOf(await start(), false);

  const failures = [
    await failureOf(owner.send(new GetSecretValueCommand({ SecretId: unknown }))),
    await failureOf(owner.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: 'a' }))),
  ];

  expect(failures).toEqual(['400 ResourceNotFoundException', '400 NotOnThisLaptop']);
});
