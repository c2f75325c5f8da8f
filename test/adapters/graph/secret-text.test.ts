import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { secretsManagerText } from '../../../lambda/adapters/graph/secret-text.ts';
import { secretArn, secretsError, secretsManager } from './aws.ts';
import { json, type Loopback, startLoopback, text } from './loopback.ts';

let server: Loopback;

beforeAll(async () => {
  server = await startLoopback();
});

afterEach(() => server.answer());

afterAll(() => server.stop());

const read = () => secretsManagerText(secretsManager(server.url), secretArn)();

it('the current version of the secret is asked for, each time anew', async () => {
  server.answer(json(200, { SecretString: 'one' }), json(200, { SecretString: 'two' }));
  const reading = secretsManagerText(secretsManager(server.url), secretArn);

  const texts = [await reading(), await reading()];

  expect(texts).toEqual(['one', 'two']);
  expect(server.heard.map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: secretArn }, { SecretId: secretArn }]);
});

describe('the secret may hold', () => {
  it.each([
    ['plain text', 'some~text', 'some~text'],
    ['plain text with a line end', 'some~text\n', 'some~text'],
    ['plain text that begins like an object', '{some~text', '{some~text'],
    ['an object with clientSecret', '{"clientSecret":"some~text","note":"of the app"}', 'some~text'],
    ['an object with one text', '{"gatewarden":"some~text"}', 'some~text'],
    ['an object with certificate and privateKey', '{"privateKey":"KEY","certificate":"CERT","x":"y"}', 'CERT\nKEY'],
  ])('%s', async (_, SecretString, expected) => {
    server.answer(json(200, { SecretString }));

    expect(await read()).toBe(expected);
  });

  it('bytes of a text', async () => {
    server.answer(json(200, { SecretBinary: Buffer.from('some~text\n').toString('base64') }));

    expect(await read()).toBe('some~text');
  });

  it.each([
    ['two texts', '{"one":"some~text","two":"some~text"}'],
    ['one number', '{"one":1}'],
    ['nothing', '{}'],
    ['a certificate alone', '{"certificate":"some~text","note":"x"}'],
    ['an empty text', '{"clientSecret":""}'],
    ['spaces', '  '],
  ])('not %s', async (_, SecretString) => {
    server.answer(json(200, { SecretString }));

    const reading = read();

    await expect(reading).rejects.toMatchObject({ name: 'GraphRefused', code: 'SecretUnreadable' });
    await expect(reading).rejects.not.toThrow(/some~text/);
  });
});

describe('a secret that cannot be read says why', () => {
  it.each([
    ['ResourceNotFoundException', /does not exist.*secretArn/],
    ['AccessDeniedException', /secretsmanager:GetSecretValue.*kms:Decrypt/],
    ['DecryptionFailure', /cannot be decrypted/],
    ['InvalidRequestException', /marked for deletion/],
    ['UnrecognizedClientException', /AWS credentials/],
    ['ValidationException', /AWS refuses reading the secret/],
  ])('%s', async (name, message) => {
    server.answer(secretsError(name));

    const reading = read();

    await expect(reading).rejects.toMatchObject({ name: 'GraphRefused', code: name, cause: { name } });
    await expect(reading).rejects.toThrow(message);
  });

  it.each([
    ['an internal error', secretsError('InternalServiceError', 500)],
    ['too many requests', secretsError('ThrottlingException', 400)],
    ['an answer that is no JSON', text(200, '<html>some~text</html>')],
    ['a connection that closes', (response: { destroy(): void }) => response.destroy()],
  ])('%s passes by itself', async (_, answer) => {
    server.answer(answer);

    await expect(read()).rejects.toMatchObject({ name: 'GraphUnavailable' });
  });
});
