import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { webIdentity } from '../../lambda/adapters/graph/web-identity.ts';
import { callsOf } from './calls.ts';
import {
  createdTrail,
  everySource,
  everyTopic,
  existingTrail,
  ofType,
  polling,
  roleStatements,
  type Synthesised,
  secretArn,
  secretKeyArn,
  statementsOf,
  synthesise,
  target,
  withTopics,
} from './synthesise.ts';

const created = synthesise(createdTrail);
const existing = synthesise(existingTrail);
const everywhere = synthesise(everySource);
const bySecret = synthesise(polling({ method: 'secret', secretArn, keyArn: secretKeyArn }));
const byCertificate = synthesise(polling({ method: 'certificate', secretArn }));
const federated = synthesise(polling({ method: 'federated', audience: 'api://example' }));
const every = synthesise(everyTopic);

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
  const functionId = functionOf(stack, `${name}Detector`);

  it('may do exactly what it needs, with exactly what it is for', () => {
    expect(grantsOf(stack, functionId)).toEqual(
      [
        ...remembering,
        ...telling,
        `Allow logs:CreateLogStream ${name}DetectorLogGroup`,
        `Allow logs:PutLogEvents ${name}DetectorLogGroup`,
        `Allow sqs:ReceiveMessage ${name}Queue`,
        `Allow sqs:DeleteMessage ${name}Queue`,
        `Allow sqs:GetQueueAttributes ${name}Queue`,
        'Allow kms:Decrypt messages key sqs.<AWS::Region>.amazonaws.com',
        `Allow s3:GetObject ${objects}`,
        `Allow s3:GetObjectVersion ${objects}`,
        `Allow s3:ListBucket ${bucket}`,
        `Allow s3:ListBucketVersions ${bucket}`,
        `Allow kms:Decrypt ${trailKey} s3.<AWS::Region>.amazonaws.com`,
        'Allow dynamodb:DeleteItem table',
        ...(name === 'Entra' ? ['Allow dynamodb:GetItem table', 'Allow dynamodb:PutItem table'] : []),
      ].toSorted(),
    );
  });

  it('reads only from its bucket, and only while its owner stays the same', () => {
    const variables = stack.resources.get(functionId)?.Properties['Environment'].Variables;

    expect(JSON.parse(variables['ALLOWED_BUCKETS'])).toEqual([
      {
        bucket: bucket.replace('arn:<AWS::Partition>:s3:::', ''),
        owner: bucket === theirs ? '111122223333' : '<AWS::AccountId>',
      },
    ]);
  });

  it('may delete single items only where it keeps why messages of its own queue failed', () => {
    const deleting = roleStatements(stack, functionId).filter(({ Action }) => Action.includes('dynamodb:DeleteItem'));

    expect(deleting.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [
        ['dynamodb:DeleteItem'],
        {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': `f#${name.toLowerCase()}` },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      ],
    ]);
  });

  it('may make every call that its handler can come to', () => {
    const granted = new Set(roleStatements(stack, functionId).flatMap(({ Action }) => Action));

    const calls = callsOf(name.toLowerCase());

    expect(calls.size).toBeGreaterThan(0);
    const withRole = name === 'CloudTrail' ? ['sts:AssumeRole'] : []; // granted where a bucket is read as a role
    expect(calls.difference(granted)).toEqual(new Set(withRole));
  });
});

it.each([
  ['created', created],
  ['existing', existing],
])(
  'S3 says of a deleted log file that it is missing, and not that it is forbidden, as functions may list their bucket: %s',
  (_, stack) => {
    for (const name of ['CloudTrail', 'Entra']) {
      const functionId = functionOf(stack, `${name}Detector`);
      const variables = stack.resources.get(functionId)?.Properties['Environment'].Variables;
      const [{ bucket }] = JSON.parse(variables['ALLOWED_BUCKETS']);

      for (const action of ['s3:ListBucket', 's3:ListBucketVersions'])
        expect(grantsOf(stack, functionId)).toContain(`Allow ${action} arn:<AWS::Partition>:s3:::${bucket}`);
    }
  },
);

describe.each<[string, Synthesised, readonly string[]]>([
  [
    'a secret',
    bySecret,
    [
      `Allow secretsmanager:GetSecretValue ${secretArn}`,
      `Allow kms:Decrypt ${secretKeyArn} secretsmanager.eu-west-1.amazonaws.com`,
    ],
  ],
  ['a certificate', byCertificate, [`Allow secretsmanager:GetSecretValue ${secretArn}`]],
  ['federation', federated, ['Allow sts:GetWebIdentityToken *']],
])('the poller, with %s', (_, stack, authenticating) => {
  const functionId = functionOf(stack, 'EntraPoller');

  it('may do exactly what it needs, with exactly what it is for', () => {
    expect(grantsOf(stack, functionId)).toEqual(
      [
        ...remembering,
        ...telling,
        ...authenticating,
        'Allow dynamodb:GetItem table',
        'Allow dynamodb:PutItem table',
        'Allow logs:CreateLogStream EntraPollerLogGroup',
        'Allow logs:PutLogEvents EntraPollerLogGroup',
      ].toSorted(),
    );
  });

  it('is told its table and its topics, and nothing of its secret', () => {
    const variables = stack.resources.get(functionId)?.Properties['Environment'].Variables;

    expect(Object.keys(variables).toSorted()).toEqual(['MACHINE_TOPIC_ARN', 'PEOPLE_TOPIC_ARN', 'TABLE_NAME']);
    expect(JSON.stringify(variables)).not.toMatch(/secret/i);
  });
});

it.each<[string, Synthesised, readonly string[]]>([
  ['machines', synthesise(withTopics('machines')), ['Allow sns:Publish AlertsMachines']],
  ['people', synthesise(withTopics('people')), ['Allow sns:Publish AlertsPeople']],
  ['chat', synthesise(withTopics('chat')), ['Allow sns:Publish AlertsChat']],
  ['all', every, ['Allow sns:Publish AlertsChat AlertsMachines AlertsPeople']],
])('a function may publish to the topics that there are: %s', (_, stack, publishing) => {
  for (const name of ['CloudTrailDetector', 'EntraDetector', 'Sweeper']) {
    const grants = grantsOf(stack, functionOf(stack, name)).filter((line) => line.includes('sns:Publish'));

    expect(grants).toEqual(publishing);
  }
});

it('the function for CloudTrail may make every call that its handler can come to, where a bucket is read as a role, too', () => {
  const granted = roleStatements(everywhere, functionOf(everywhere, 'CloudTrailDetector')).flatMap(
    ({ Action }) => Action,
  );

  expect(callsOf('cloudtrail').difference(new Set(granted))).toEqual(new Set());
});

describe('the sweeper', () => {
  const functionId = functionOf(created, 'Sweeper');

  it('may do exactly what it needs, with exactly what it is for', () => {
    expect(grantsOf(created, functionId)).toEqual(
      [
        ...remembering,
        ...telling,
        'Allow dynamodb:Query table/index/due',
        'Allow logs:CreateLogStream SweeperLogGroup',
        'Allow logs:PutLogEvents SweeperLogGroup',
      ].toSorted(),
    );
  });

  it('may make every call that its handler can come to, and no other', () => {
    const granted = roleStatements(created, functionId).flatMap(({ Action }) => Action);

    const calls = callsOf('sweep');

    expect([...calls].toSorted()).toEqual(
      [...new Set(granted.filter((each) => /^(dynamodb|sns):/.test(each)))].toSorted(),
    );
  });

  it('is the only one that may read an index', () => {
    const readers = [...ofType(every, 'AWS::Lambda::Function').keys()].filter((id) =>
      grantsOf(every, id).some((line) => line.includes('/index/')),
    );

    expect(readers).toEqual([functionOf(every, 'Sweeper')]);
  });
});

it('the poller may make every call that its handler can come to, each way of authentication its own', () => {
  const granted = [bySecret, federated].flatMap((stack) => roleStatements(stack, functionOf(stack, 'EntraPoller')));

  const calls = callsOf('entra-poll');

  expect(calls.size).toBeGreaterThan(0);
  expect(calls.difference(new Set(granted.flatMap(({ Action }) => Action)))).toEqual(new Set());
});

it("a federated poller gets AWS's word for itself only for its audience, for a short time, and as Entra ID takes it", () => {
  const statements = roleStatements(federated, functionOf(federated, 'EntraPoller'));
  const asking = statements.filter(({ Action }) => Action.includes('sts:GetWebIdentityToken'));

  expect(asking).toEqual([
    {
      Effect: 'Allow',
      Action: ['sts:GetWebIdentityToken'],
      Resource: ['*'],
      Condition: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'api://example' },
        Null: { 'sts:IdentityTokenAudience': 'false' },
        StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
        NumericLessThanEquals: { 'sts:DurationSeconds': 60 },
      },
    },
  ]);
});

it('a federated poller asks for exactly what it may have', async () => {
  const sts = mockClient(STSClient);
  sts.on(GetWebIdentityTokenCommand).resolves({ WebIdentityToken: 'token' });
  const occasion = { tokenEndpoint: 'https://login.example.com/oauth2/v2.0/token', clientId: 'example' };

  await webIdentity({ client: new STSClient({ region: 'us-east-1' }), audience: 'api://example' })(occasion);

  expect(sts.commandCalls(GetWebIdentityTokenCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { Audience: ['api://example'], SigningAlgorithm: 'RS256', DurationSeconds: 60 },
  ]);
  sts.restore();
});

it.each<[string, Synthesised, readonly string[]]>([
  ['a created trail', created, []],
  ['an existing trail', existing, []],
  ['every source', everywhere, []],
  ['a poller with a secret', bySecret, []],
  ['a poller with a certificate', byCertificate, []],
  ['a federated poller', federated, ['sts:GetWebIdentityToken']],
  ['every topic', every, []],
])('no role in the stack of %s names a wildcard as action, or every resource without need', (_, stack, needed) => {
  const statements = [...ofType(stack, 'AWS::IAM::Policy').values()].flatMap(({ Properties }) =>
    statementsOf(Properties['PolicyDocument']),
  );
  const roles = [...ofType(stack, 'AWS::IAM::Role').values()];
  const wildcards = statements.flatMap(({ Resource }) => Resource).filter((resource) => /[*?]/.test(resource));

  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  expect(statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action)).toEqual(needed);
  expect(wildcards.filter((resource) => resource !== '*' && !/:s3:::[^*?]+\/[^?]*\*$/.test(resource))).toEqual([]);
  expect(roles.filter(({ Properties }) => 'ManagedPolicyArns' in Properties || 'Policies' in Properties)).toEqual([]);
});

/** What every function may do with the table. */
const remembering = [
  'Allow dynamodb:BatchWriteItem table',
  'Allow dynamodb:Query table',
  'Allow dynamodb:UpdateItem table',
  'Allow kms:Decrypt data key dynamodb.<AWS::Region>.amazonaws.com',
  'Allow kms:DescribeKey data key dynamodb.<AWS::Region>.amazonaws.com',
  'Allow kms:Encrypt data key dynamodb.<AWS::Region>.amazonaws.com',
  'Allow kms:GenerateDataKey data key dynamodb.<AWS::Region>.amazonaws.com',
  'Allow kms:ReEncryptFrom data key dynamodb.<AWS::Region>.amazonaws.com',
  'Allow kms:ReEncryptTo data key dynamodb.<AWS::Region>.amazonaws.com',
];

/** What every function may do with the topics of the alerts. */
const telling = [
  'Allow sns:Publish AlertsMachines AlertsPeople',
  'Allow kms:Decrypt messages key sns.<AWS::Region>.amazonaws.com',
  'Allow kms:GenerateDataKey messages key sns.<AWS::Region>.amazonaws.com',
];

function functionOf(stack: Synthesised, construct: string): string {
  const id = [...ofType(stack, 'AWS::Lambda::Function').keys()].find((each) =>
    each.startsWith(`Gatewarden${construct}`),
  );
  if (id === undefined) throw new Error(`no function of ${construct}`);
  return id;
}

/** One line for each action: effect, action, resources and through which service, sorted. */
function grantsOf(stack: Synthesised, functionId: string): readonly string[] {
  const lines = roleStatements(stack, functionId).flatMap(({ Effect, Action, Resource, Condition }) => {
    const via = Condition?.['StringEquals']?.['kms:ViaService'];
    return Action.map((action) =>
      [Effect, action, ...Resource.map(nameOf), ...(via === undefined ? [] : [via])].join(' '),
    );
  });
  return lines.toSorted();
}

function nameOf(resource: string): string {
  const [, reference, rest = ''] = /^(<[^>]+>)(.*)$/.exec(resource) ?? [];
  if (reference === undefined) return resource;
  const known = { EncryptionMessages: 'messages key', EncryptionData: 'data key', StateTable: 'table' };
  const id = target(reference).replace(/^Gatewarden|[0-9A-F]{8}$/g, '');
  const name = Object.entries(known).find(([prefix]) => id.startsWith(prefix))?.[1] ?? id;
  return name + rest;
}
