import { describe, expect, it } from 'vitest';
import { type Ask, CannotLook } from '../../bin/commands/doctor/ask.ts';
import { askOnce } from '../../bin/commands/doctor/ask-once.ts';
import type { Check, Ports } from '../../bin/commands/doctor/check.ts';
import { deploymentOf, placeOf } from '../../bin/commands/doctor/deployment.ts';
import { examine, verdictOf } from '../../bin/commands/doctor/examine.ts';
import { ok } from '../../bin/commands/doctor/finding.ts';
import type { Instant } from '../../lambda/core/time.ts';

const outputs = new Map([['OperatorTopicArn', 'arn:aws:sns:eu-west-1:111122223333:operators']]);
const place = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };

/** Resources of a stack with these logical ids, each named as it is. */
function stackOf(logicalIds: readonly string[], statuses: readonly string[] = []): Ask {
  const StackResourceSummaries = logicalIds.map((id, index) => ({
    ResourceStatus: statuses[index] ?? 'CREATE_COMPLETE',
    LogicalResourceId: id,
    PhysicalResourceId: id,
    ResourceType: 'T',
  }));
  return (() => Promise.resolve({ StackResourceSummaries })) as unknown as Ask;
}

function portsWith(ask: Ask): Ports {
  return { ask, deployment: deploymentOf({ name: 'S', outputs, all: ['S'] }, place, ask), now: 0 as Instant };
}

describe('the checks of a deployment', () => {
  const well: Check = { id: 'well', title: 'Well', needs: [], look: () => Promise.resolve([ok('a', 'b')]) };

  it('go on where one of them cannot look', async () => {
    const blind: Check = { ...well, id: 'blind', look: () => Promise.reject(new CannotLook('it is dark')) };

    const results = await examine([blind, well], portsWith(stackOf([])));

    expect(results.map(verdictOf)).toEqual(['unknown', 'ok']);
    expect(results[0]?.findings).toMatchObject([{ about: 'Well', what: 'not looked at: it is dark' }]);
  });

  it('ask nothing that they do not declare', async () => {
    const look: Check['look'] = async ({ ask }) => {
      await ask('sts:GetCallerIdentity', {});
      return [];
    };

    const examined = examine([{ ...well, look }], portsWith(stackOf([])));

    await expect(examined).rejects.toThrow('the check well does not declare that it needs sts:GetCallerIdentity');
  });
});

it('a question is asked once, whoever asks it, and again in another Region', async () => {
  const asked: unknown[] = [];
  const ask = askOnce(((...question: unknown[]) => Promise.resolve(asked.push(question))) as unknown as Ask);

  await Promise.all([ask('kms:DescribeKey', { KeyId: 'a' }), ask('kms:DescribeKey', { KeyId: 'a' })]);
  await Promise.all([ask('kms:DescribeKey', { KeyId: 'b' }), ask('kms:DescribeKey', { KeyId: 'a' }, { region: 'x' })]);

  expect(asked).toHaveLength(3);
});

describe('a Gatewarden', () => {
  it('is where the ARN of its operators says', () => {
    expect(placeOf({ name: 'S', outputs, all: ['S'] })).toEqual(place);
    expect(placeOf({ name: 'S', outputs: new Map(), all: ['S'] })).toBeUndefined();
  });

  const ids = ['GatewardenQueue', 'SecondQueue', 'SecondaryQueue'];
  const all = ['S', 'S/Second', 'S/Secondary'];

  it.each([
    ['S', ['GatewardenQueue']],
    ['S/Second', ['SecondQueue']],
    ['S/Secondary', ['SecondaryQueue']],
  ])('has what is its own in a stack with others: %s', async (name, expected) => {
    const resources = await deploymentOf({ name, outputs, all }, place, stackOf(ids)).resources('T');

    expect(resources.map(({ id }) => id)).toEqual(expected);
  });

  it.each([
    ['S', 'Gatewarden*', ['GatewardenQueue']],
    ['S/Foo', 'FooGatewarden*', ['FooGatewardenQueue']],
    ['S', '*', ['GatewardenQueue', 'FooGatewardenQueue', 'FooQueue', 'Alarm']],
    ['S', undefined, ['GatewardenQueue']],
  ])('has nothing of an app whose stack it is in: %s, %s', async (name, logicalIds, expected) => {
    const ask = stackOf(['GatewardenQueue', 'FooGatewardenQueue', 'FooQueue', 'Alarm']);
    const written = logicalIds === undefined ? outputs : new Map([...outputs, ['GatewardenLogicalIds', logicalIds]]);

    const resources = await deploymentOf({ name, outputs: written, all: [name] }, place, ask).resources('T');

    expect(resources.map(({ id }) => id)).toEqual(expected);
  });

  it('has nothing that CloudFormation has deleted or left behind', async () => {
    const ask = stackOf(['GatewardenA', 'GatewardenB', 'GatewardenC'], ['DELETE_COMPLETE', 'DELETE_SKIPPED']);

    const resources = await deploymentOf({ name: 'S', outputs, all: ['S'] }, place, ask).resources('T');

    expect(resources.map(({ id }) => id)).toEqual(['GatewardenC']);
  });

  it('says what an older version did not write', () => {
    const { output, optional, sources } = deploymentOf({ name: 'S', outputs, all: ['S'] }, place, stackOf([]));

    expect(optional('TableName')).toBeUndefined();
    expect(() => output('TableName')).toThrow(CannotLook);
    expect(() => sources()).toThrow('no CloudTrailSources that this version can read');
  });
});
