import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../lambda/config/schema.ts';
import { Gatewarden } from '../../lib/gatewarden.ts';
import { everyTopic, newApp, type Properties, polling } from './synthesise.ts';

const polled = {
  ...polling({ method: 'federated', audience: 'api://example' }),
  subscribers: defaultConfig.subscribers,
};
const withChat: Config = {
  ...everyTopic,
  subscribers: { ...defaultConfig.subscribers, chat: everyTopic.subscribers.chat },
};

function synthesise(
  config: Config,
  region: string | undefined,
): { readonly text: string; readonly warnings: readonly string[] } {
  const stack = new Stack(
    newApp(),
    'Gatewarden',
    region === undefined ? {} : { env: { account: '111122223333', region } },
  );
  new Gatewarden(stack, 'Gatewarden', config);
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return {
    text: JSON.stringify(Template.fromStack(stack).toJSON()),
    warnings: warnings.map(({ entry }) => String(entry.data)),
  };
}

const here = [
  ['nowhere in particular', undefined],
  ['China', 'cn-north-1'],
  ['GovCloud', 'us-gov-west-1'],
] as const;

describe.each(here)('in %s', (_, region) => {
  it.each([
    ['a poller', polled],
    ['chat channels', withChat],
  ])('no ARN names the partition of the others, with %s', (__, config) => {
    const { text } = synthesise(config, region);

    expect(text).not.toContain('arn:aws:');
    expect(text).toContain('{"Ref":"AWS::Partition"}');
  });

  it('services are called what they are called everywhere', () => {
    const principals = new Set(
      [...synthesise(withChat, region).text.matchAll(/"([a-z0-9.-]+\.amazonaws\.com(?:\.cn)?)"/g)].map(
        ([, name]) => name,
      ),
    );

    expect([...principals].filter((name) => name?.endsWith('.cn') && !name.includes('cn-north-1'))).toEqual([]);
    expect([...principals]).toEqual(
      expect.arrayContaining(
        ['lambda', 's3', 'cloudtrail', 'cloudwatch', 'scheduler', 'logging.s3', 'chatbot'].map(
          (name) => `${name}.amazonaws.com`,
        ),
      ),
    );
  });
});

it('keys may be used through a service by the names that it can have there', () => {
  const names = (region: string): readonly unknown[] => {
    const resources: Readonly<Record<string, Properties>> = JSON.parse(
      synthesise(defaultConfig, region).text,
    ).Resources;
    const documents = Object.values(resources).flatMap(
      ({ Properties }) => Properties?.['PolicyDocument']?.Statement ?? [],
    );
    return documents.flatMap(({ Condition }) => Condition?.StringEquals?.['kms:ViaService'] ?? []);
  };

  expect(new Set(names('us-gov-west-1'))).toContain('sqs.us-gov-west-1.amazonaws.com');
  expect(names('us-gov-west-1').join()).not.toContain('.cn');
  expect(new Set(names('cn-north-1'))).toEqual(
    new Set(
      ['sqs', 's3', 'dynamodb', 'sns'].flatMap((service) =>
        ['', '.cn'].map((end) => `${service}.cn-north-1.amazonaws.com${end}`),
      ),
    ),
  );
});

describe('at synth it says', () => {
  const ofOurs = (config: Config, region: string | undefined) =>
    synthesise(config, region).warnings.filter(
      (warning) => !warning.includes('second one') && !warning.includes('creates a trail'),
    );

  it.each(['cn-north-1', 'us-gov-west-1'])('that %s has no chat channels', (region) => {
    expect(ofOurs(withChat, region)).toEqual([expect.stringContaining('Amazon Q Developer')]);
  });

  it.each([
    ['cn-north-1', 'https://microsoftgraph.chinacloudapi.cn'],
    ['us-gov-west-1', 'https://graph.microsoft.us'],
  ])('which cloud of Microsoft’s goes with %s', (region, endpoint) => {
    expect(ofOurs(polled, region)).toEqual([expect.stringContaining(endpoint)]);
  });

  it('nothing of it elsewhere, or where another cloud is asked already', () => {
    const { graph } = polled.entra;
    if (graph === undefined) throw new Error('there is no poller');
    const national = { ...polled, entra: { graph: { ...graph, endpoint: 'https://graph.microsoft.us' } } };

    expect([ofOurs(withChat, 'us-east-1'), ofOurs(polled, undefined), ofOurs(national, 'us-gov-west-1')]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
