import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { type DeployedSource, deployedOutputs, parseSources } from '../../lambda/config/deployed.ts';
import { cursorName } from '../../lambda/config/entra-graph.ts';
import type { Config } from '../../lambda/config/schema.ts';
import { Gatewarden } from '../../lib/gatewarden.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { newApp, polling, secretArn, synthesise } from './synthesise.ts';

const [own, other] = ['111122223333', '444455556666'];
const topicArn = `arn:aws:sns:eu-west-1:${other}:cloudtrail`;
const keyArn = `arn:aws:kms:us-east-1:${other}:key/00000000-0000-4000-8000-000000000001`;
const readAs = `arn:aws:iam::${other}:role/reader`;
const roleArn = `arn:aws:iam::${other}:role/replication`;

const polled = polling({ method: 'secret', secretArn });
const config: Config = {
  ...polled,
  cloudtrail: [
    { mode: 'create' },
    { mode: 'bucket', bucket: 'logs-wired', account: own },
    { mode: 'topic', bucket: 'logs-told', account: other, topicArn, keyArn, readAs },
    { mode: 'replica', account: other, roleArn, sourceBucket: 'logs-far' },
  ],
};

describe('the outputs for the doctor', () => {
  const { outputs } = synthesise(config);
  const outputOf = (name: string): string | undefined => outputs.get(name)?.Value;

  it('say which version made the stack', () => {
    expect(outputOf(deployedOutputs.version)).toBe(packageJson.version);
  });

  it('say what the cursor is called that the poller writes', () => {
    expect(polled.entra.graph).toBeDefined();
    expect(outputOf(deployedOutputs.cursor)).toBe(polled.entra.graph && cursorName(polled.entra.graph));
  });

  it('say which buckets are read, and whose they are and how they are told of, as the doctor reads it', () => {
    const sources = parseSources(JSON.parse(outputOf(deployedOutputs.sources) ?? ''));

    const account = '<AWS::AccountId>';
    expect(sources).toEqual<readonly DeployedSource[]>([
      { mode: 'create', account, bucket: expect.stringMatching(/^gatewarden-cloudtrail-/) },
      { mode: 'bucket', account: own, bucket: 'logs-wired' },
      { mode: 'topic', account: other, bucket: 'logs-told', topicArn, keyArn, readAs },
      {
        mode: 'replica',
        account,
        bucket: expect.stringMatching(/^gatewarden-copy-/),
        sourceBucket: 'logs-far',
        sourceAccount: other,
      },
    ]);
  });
});

describe('the output that says what logical ids begin with', () => {
  it.each<[string, string, (stack: Stack) => Construct, string]>([
    ['the usual id', '', (stack) => stack, 'Gatewarden'],
    ['no id', '', (stack) => stack, 'Default'],
    ['an id of its own', 'Second', (stack) => stack, 'Second'],
    ['a construct around it', 'Team', (stack) => new Construct(stack, 'Team'), 'Gatewarden'],
    [
      'ids that end alike',
      'MyTeamTeam',
      (stack) => new Construct(new Construct(stack, 'My-Team'), 'Team'),
      'Gatewarden',
    ],
  ])('does for all of its resources: %s', (_, outputPrefix, around, id) => {
    const stack = new Stack(newApp(), 'Stack');
    new Gatewarden(around(stack), id, { cloudtrail: { mode: 'create' } });

    const { Outputs, Resources } = Template.fromStack(stack).toJSON();

    const written: string = Outputs[`${outputPrefix}${deployedOutputs.logicalIds}`].Value;
    const begins = written.replace(/\*$/, '');
    expect(written).toBe(`${begins}*`);
    expect(begins === '').toBe(id === 'Default');
    expect(Object.keys(Resources).filter((logicalId) => !logicalId.startsWith(begins))).toEqual([]);
  });
});
