import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStackOutputs } from '../../bin/commands/deployed/stack-outputs.ts';
import { readDeployment } from '../../bin/commands/redrive/deployment.ts';
import { namedTopics } from '../../bin/commands/test-alert/named-topics.ts';
import { queueOutputs } from '../../lambda/config/queues.ts';
import { tableOutput } from '../../lambda/config/table.ts';
import { topicOutputs } from '../../lambda/config/topics.ts';
import { tempFolder } from './temp-folder.ts';

/** What one Gatewarden says of itself, each name with the prefix and each value with the mark. */
function outputsOf(prefix: string, mark: string): Readonly<Record<string, string>> {
  const queues = Object.values(queueOutputs).flatMap((names) => Object.values(names));
  return Object.fromEntries([
    ...queues.map((name) => [`${prefix}${name}`, `https://sqs.eu-west-1.amazonaws.com/111122223333/${mark}`]),
    [`${prefix}${tableOutput}`, mark],
    [`${prefix}${topicOutputs.machines}`, `arn:aws:sns:eu-west-1:111122223333:${mark}`],
  ]);
}

const own = { TicketsTableName: 'tickets', QueueUrlOfTickets: 'https://example.com' };

function written(stacks: object): Disposable & { readonly file: string } {
  const folder = tempFolder({ 'outputs.json': JSON.stringify(stacks) });
  return { file: join(folder.path, 'outputs.json'), [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe('the outputs of a stack', () => {
  it('are found behind the prefix of the construct, beside what is not Gatewarden’s', () => {
    using outputs = written({ Security: { ...own, ...outputsOf('Second', 'two') } });

    expect(readDeployment(outputs.file, undefined)).toMatchObject({
      tableName: 'two',
      region: 'eu-west-1',
      queues: new Map([
        ['cloudtrail', { source: expect.stringContaining('two'), deadLetters: expect.stringContaining('two') }],
        ['entra', { source: expect.stringContaining('two'), deadLetters: expect.stringContaining('two') }],
      ]),
    });
    expect(namedTopics({ outputs: outputs.file, named: [] })).toMatchObject([
      { audience: 'machines', arn: expect.stringContaining('two') },
    ]);
  });

  it('need not be those of a queue that nobody asks for', () => {
    const all = Object.entries(outputsOf('', 'one'));
    const withoutEntra = all.filter(([name]) => !Object.values<string>(queueOutputs.entra).includes(name));
    using outputs = written({ Security: Object.fromEntries(withoutEntra) });

    expect(readDeployment(outputs.file, undefined, ['cloudtrail'])).toMatchObject({ region: 'eu-west-1' });
    expect(readDeployment(outputs.file, undefined)).toContain(`lacks ${queueOutputs.entra.source}`);
  });

  it('are those of several where two are in it, and each can be chosen', () => {
    using outputs = written({ Security: { ...outputsOf('', 'one'), ...outputsOf('Second', 'two') } });

    const chosen = ['Security', 'Security/Second'].map((stack) => readDeployment(outputs.file, stack));

    expect(readDeployment(outputs.file, undefined)).toContain('(Security, Security/Second); choose one with --stack');
    expect(chosen).toMatchObject([{ tableName: 'one' }, { tableName: 'two' }]);
  });

  it('are chosen by the stack’s name where no construct in it stands by the usual id', () => {
    using outputs = written({ Security: outputsOf('Second', 'two'), Other: outputsOf('', 'three') });

    expect(readDeployment(outputs.file, 'Security')).toMatchObject({ tableName: 'two' });
  });

  it('have names of which none ends with another, or a prefix could not be told from a name', () => {
    const queues = Object.values(queueOutputs).flatMap((names): readonly string[] => Object.values(names));
    const all = [...queues, tableOutput, ...Object.values(topicOutputs)];
    using outputs = written({ Security: outputsOf('', 'one') });

    const read = readStackOutputs(outputs.file, all);

    expect(all.filter((name) => all.some((other) => other !== name && name.endsWith(other)))).toEqual([]);
    expect([...(read as ReadonlyMap<string, unknown>).keys()]).toEqual(['Security']);
  });
});
