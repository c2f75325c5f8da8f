import type { SSEDescription, TableDescription } from '@aws-sdk/client-dynamodb';
import { tableIndexes, tableKeys, tableOutput } from '../../../../lambda/config/table.ts';
import { type Check, lookAt, type Ports } from '../check.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { bringBack, putBack } from '../mends.ts';

/** Whether what is remembered can be written, is kept, and goes at its time. */
export const table: Check = {
  id: 'table',
  title: 'Table',
  needs: [
    'cloudformation:ListStackResources',
    'dynamodb:DescribeTable',
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:DescribeTimeToLive',
  ],
  async look(ports) {
    const name = ports.deployment.output(tableOutput);
    const found = await Promise.all([
      lookAt(name, () => described(name, ports)),
      lookAt(name, () => backups(name, ports)),
      lookAt(name, () => expiry(name, ports)),
    ]);
    const findings = found.flat();
    return findings.length > 0
      ? findings
      : [ok(name, 'active, encrypted, protected from deletion, with backups and expiry')];
  },
};

async function described(name: string, ports: Ports): Promise<readonly Finding[]> {
  const { Table = {} } = await ports.ask('dynamodb:DescribeTable', { TableName: name });
  const { TableStatus = '', DeletionProtectionEnabled, SSEDescription } = Table;
  const keys = (await ports.deployment.resources('AWS::KMS::Key')).map(({ id }) => id);
  return [
    ...(/^(?:ACTIVE|UPDATING)$/.test(TableStatus)
      ? []
      : [
          fault(
            name,
            `it cannot be used: ${TableStatus}`,
            TableStatus === 'INACCESSIBLE_ENCRYPTION_CREDENTIALS'
              ? 'Its key is disabled or about to be deleted: see the check keys. AWS archives the table after seven days.'
              : 'See the table in the console; restore it where it was deleted.',
          ),
        ]),
    ...(DeletionProtectionEnabled
      ? []
      : [
          warning(
            name,
            'it is not protected from deletion',
            `aws dynamodb update-table --table-name ${name} --deletion-protection-enabled`,
          ),
        ]),
    ...indexes(name, Table),
    ...(isOurs(SSEDescription, keys)
      ? []
      : [warning(name, "it is not encrypted with the stack's key for data", putBack)]),
  ];
}

/** A key's ARN ends in its id, which is what CloudFormation calls it. */
function isOurs({ Status, KMSMasterKeyArn = '' }: SSEDescription = {}, keys: readonly string[]): boolean {
  return /^(?:ENABLED|UPDATING)$/.test(Status ?? '') && keys.some((id) => KMSMasterKeyArn.endsWith(`/${id}`));
}

/** All that the table is made with have to be there, and filled: what is due, and the alerts of a day, are read by them. */
function indexes(name: string, { GlobalSecondaryIndexes: found = [] }: TableDescription): readonly Finding[] {
  return Object.values(tableIndexes).flatMap((wanted) => {
    const index = found.find(({ IndexName }) => IndexName === wanted.name);
    if (index === undefined) return [fault(name, `its index ${wanted.name} is not there`, bringBack)];
    if (index.IndexStatus === 'ACTIVE' || index.IndexStatus === 'UPDATING') return [];
    return [
      warning(
        name,
        `its index ${wanted.name} cannot be used: ${index.IndexStatus}`,
        'A new index is filled for some minutes: run this again then.',
      ),
    ];
  });
}

async function backups(name: string, { ask }: Ports): Promise<readonly Finding[]> {
  const { ContinuousBackupsDescription } = await ask('dynamodb:DescribeContinuousBackups', { TableName: name });
  const status = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  if (status === 'ENABLED') return [];
  return [
    warning(
      name,
      'it cannot be restored to a point in time',
      `aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    ),
  ];
}

async function expiry(name: string, { ask }: Ports): Promise<readonly Finding[]> {
  const { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } = {} } = await ask('dynamodb:DescribeTimeToLive', {
    TableName: name,
  });
  if (/^ENABL(?:ED|ING)$/.test(TimeToLiveStatus ?? '') && AttributeName === tableKeys.expires) return [];
  return [
    warning(
      name,
      'nothing in it expires: it grows for ever, and so does its price',
      `aws dynamodb update-time-to-live --table-name ${name} --time-to-live-specification Enabled=true,AttributeName=${tableKeys.expires}`,
    ),
  ];
}
