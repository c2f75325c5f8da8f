import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createdTrail, existingTrail, ofType, roleStatements, statementsOf, synthesise, target } from './synthesise.ts';

const created = synthesise(createdTrail);
const existing = synthesise(existingTrail);
const adapters = join(import.meta.dirname, '..', '..', 'lambda', 'adapters');

interface Grants {
  readonly bucket: string;
  readonly objects: string;
  readonly trailKey: string;
}

const ours = 'arn:<AWS::Partition>:s3:::gatewarden-';
const here = '<AWS::AccountId>-<AWS::Region>';
const theirs = 'arn:<AWS::Partition>:s3:::example-cloudtrail-logs';

describe.each<[string, typeof created, string, Grants]>([
  [
    'CloudTrail, created',
    created,
    'CloudTrail',
    {
      bucket: `${ours}cloudtrail-${here}`,
      objects: `${ours}cloudtrail-${here}/AWSLogs/<AWS::AccountId>/CloudTrail/*`,
      trailKey: 'data key',
    },
  ],
  [
    'CloudTrail, existing',
    existing,
    'CloudTrail',
    {
      bucket: theirs,
      objects: `${theirs}/*/CloudTrail/*`,
      trailKey: 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001',
    },
  ],
  [
    'Entra',
    created,
    'Entra',
    { bucket: `${ours}entra-${here}`, objects: `${ours}entra-${here}/*`, trailKey: 'data key' },
  ],
  [
    'Entra, under a prefix',
    existing,
    'Entra',
    { bucket: `${ours}entra-${here}`, objects: `${ours}entra-${here}/entra/*`, trailKey: 'data key' },
  ],
])('the function for %s', (_, stack, name, { bucket, objects, trailKey }) => {
  const functionId = [...ofType(stack, 'AWS::Lambda::Function').keys()].find((id) => id.startsWith(`${name}Detector`));

  it('may do exactly what it needs, with exactly what it is for', () => {
    const rename = (resource: string) => {
      if (!resource.startsWith('<')) return resource;
      const known = { EncryptionMessages: 'messages key', EncryptionData: 'data key', StateTable: 'table' };
      const id = target(resource);
      return Object.entries(known).find(([prefix]) => id.startsWith(prefix))?.[1] ?? id.replace(/[0-9A-F]{8}$/, '');
    };

    const granted = roleStatements(stack, functionId ?? '').flatMap(({ Effect, Action, Resource, Condition }) => {
      const via = Condition?.['StringEquals']?.['kms:ViaService'];
      return Action.map((action) =>
        [Effect, action, ...Resource.map(rename), ...(via === undefined ? [] : [via])].join(' '),
      );
    });

    expect(granted.toSorted()).toEqual(
      [
        `Allow logs:CreateLogStream ${name}DetectorLogGroup`,
        `Allow logs:PutLogEvents ${name}DetectorLogGroup`,
        `Allow sqs:ReceiveMessage ${name}Queue`,
        `Allow sqs:DeleteMessage ${name}Queue`,
        `Allow sqs:GetQueueAttributes ${name}Queue`,
        'Allow kms:Decrypt messages key sqs.<AWS::Region>.amazonaws.com',
        `Allow s3:GetObject ${objects}`,
        `Allow s3:GetObjectVersion ${objects}`,
        `Allow s3:ListBucket ${bucket}`,
        `Allow kms:Decrypt ${trailKey} s3.<AWS::Region>.amazonaws.com`,
        'Allow dynamodb:BatchWriteItem table',
        'Allow dynamodb:GetItem table',
        'Allow dynamodb:Query table',
        'Allow dynamodb:UpdateItem table',
        'Allow kms:Decrypt data key dynamodb.<AWS::Region>.amazonaws.com',
        'Allow kms:DescribeKey data key dynamodb.<AWS::Region>.amazonaws.com',
        'Allow kms:Encrypt data key dynamodb.<AWS::Region>.amazonaws.com',
        'Allow kms:GenerateDataKey data key dynamodb.<AWS::Region>.amazonaws.com',
        'Allow kms:ReEncryptFrom data key dynamodb.<AWS::Region>.amazonaws.com',
        'Allow kms:ReEncryptTo data key dynamodb.<AWS::Region>.amazonaws.com',
        'Allow sns:Publish AlertsMachines AlertsPeople',
        'Allow kms:Decrypt messages key sns.<AWS::Region>.amazonaws.com',
        'Allow kms:GenerateDataKey messages key sns.<AWS::Region>.amazonaws.com',
      ].toSorted(),
    );
  });

  it('reads only from its bucket, and only while its owner stays the same', () => {
    const variables = stack.resources.get(functionId ?? '')?.Properties['Environment'].Variables;

    expect(variables['ALLOWED_BUCKETS']).toBe(bucket.replace('arn:<AWS::Partition>:s3:::', ''));
    expect(variables['BUCKET_OWNER']).toBe(bucket === theirs ? '111122223333' : '<AWS::AccountId>');
  });

  it('may make every call that the adapters make', () => {
    const granted = new Set(roleStatements(stack, functionId ?? '').flatMap(({ Action }) => Action));

    const missing = calledActions().filter((action) => !granted.has(action));

    expect(missing).toEqual([]);
  });
});

it.each([
  ['created', created],
  ['existing', existing],
])('no role in the stack of a %s trail names a wildcard as action, or every resource', (_, stack) => {
  const statements = [...ofType(stack, 'AWS::IAM::Policy').values()].flatMap(({ Properties }) =>
    statementsOf(Properties['PolicyDocument']),
  );
  const roles = [...ofType(stack, 'AWS::IAM::Role').values()];

  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  expect(statements.flatMap(({ Resource }) => Resource).filter((resource) => resource === '*')).toEqual([]);
  expect(roles.filter(({ Properties }) => 'ManagedPolicyArns' in Properties || 'Policies' in Properties)).toEqual([]);
});

/** The actions behind the SDK calls in the adapters, as `service:Operation`. */
function calledActions(): readonly string[] {
  const files = readdirSync(adapters, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const actions = files.flatMap((name) => {
    const source = readFileSync(join(adapters, name), 'utf8');
    const service = /@aws-sdk\/client-(\w+)/.exec(source)?.[1];
    const commands = [...source.matchAll(/new (\w+)Command\(|paginate(\w+)\(/g)];
    return commands.map(([, command, paginated]) => `${service}:${command ?? paginated}`);
  });
  return [...new Set(actions)];
}
