import { booleanOf, type Json, listOf, objectOf, text } from '../json.ts';
import { type Placement, placeByName } from './tables.ts';

/** One of the three ways in which a sign-in is written. */
export interface Shape {
  /** As a source says it. */
  readonly reads: readonly string[];
  recognises(record: Json): boolean;
  place(record: Json): Placement;
  read(record: Json): SignInFacts;
}

/** What a sign-in says, whatever its shape. Texts are empty where the record has none. */
interface SignInFacts {
  readonly id: string;
  /** The field that holds the time, and what stands there. */
  readonly time: readonly [field: string, value: unknown];
  readonly address: string;
  readonly code: string;
  readonly user: string;
  readonly app: string;
  readonly appId: string;
  readonly operation: string;
  readonly userAgent: string;
}

/** What is read of a sign-in as Graph has it, which Azure Monitor's `properties` are, too. */
const signInReads = [
  ...['id', 'createdDateTime', 'signInEventTypes', 'isInteractive', 'ipAddress', 'status.errorCode'],
  ...['userPrincipalName', 'appDisplayName', 'appId', 'userAgent'],
];

/** Microsoft Graph's `auditLogs/signIns`: https://learn.microsoft.com/graph/api/resources/signin */
const graph: Shape = {
  reads: [...signInReads, 'clientAppUsed'],
  recognises: (record) =>
    'createdDateTime' in record &&
    (hasAny(record, ['ipAddress', 'signInEventTypes', 'isInteractive', 'clientAppUsed']) ||
      ('userPrincipalName' in record && 'status' in record)), // either alone is also of other resources of Graph's
  place: placeByEventTypes,
  read: (record) => ({
    id: text(record['id']),
    time: ['createdDateTime', record['createdDateTime']],
    address: text(record['ipAddress']),
    code: text(objectOf(record['status'])['errorCode']),
    user: text(record['userPrincipalName']),
    app: text(record['appDisplayName']),
    appId: text(record['appId']),
    operation: '',
    userAgent: text(record['userAgent']), // only Graph's beta has it
  }),
};

/** Azure Monitor's resource log, as an Event Hub or a storage account carries it. */
const azureMonitor: Shape = {
  reads: [
    ...['category', 'operationName', 'resourceId', 'activityDateTime', 'callerIpAddress', 'resultType', 'time'],
    ...signInReads.map((path) => `properties.${path}`),
  ],
  recognises(record) {
    if (placeByName(text(record['category'])) !== undefined) return true;
    if ('category' in record) return hasAny(record, ['properties', 'operationName', 'resourceId', 'activityDateTime']);
    return 'createdDateTime' in objectOf(record['properties']) && hasAny(record, ['callerIpAddress', 'resultType']);
  },
  place(record) {
    const category = text(record['category']);
    if (category === '') return placeByEventTypes(objectOf(record['properties']));
    return placeByName(category) ?? { skipped: 'other category' };
  },
  read(record) {
    const properties = objectOf(record['properties']);
    return {
      id: text(properties['id']),
      time: firstField([
        ['properties.createdDateTime', properties['createdDateTime']],
        ['time', record['time']],
      ]),
      address: text(record['callerIpAddress']) || text(properties['ipAddress']),
      code: text(record['resultType']) || text(objectOf(properties['status'])['errorCode']),
      user: text(properties['userPrincipalName']),
      app: text(properties['appDisplayName']),
      appId: text(properties['appId']),
      operation: text(record['operationName']),
      userAgent: text(properties['userAgent']),
    };
  },
};

/** A Log Analytics table's row: https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs */
const logAnalytics: Shape = {
  reads: [
    ...['Type', 'Category', 'TimeGenerated', 'CreatedDateTime', 'IPAddress', 'ResultType', 'UserPrincipalName'],
    ...['IsInteractive', 'Id', 'AppDisplayName', 'AppId', 'OperationName', 'UserAgent'],
  ],
  recognises(record) {
    const name = tableName(record);
    if (placeByName(name) !== undefined) return true;
    if (!hasAny(record, ['TimeGenerated', 'CreatedDateTime'])) return false;
    return name !== '' || hasAny(record, ['IPAddress', 'ResultType', 'UserPrincipalName']);
  },
  place(record) {
    const name = tableName(record);
    if (name === '') return placeByEventTypes({ isInteractive: record['IsInteractive'] });
    return placeByName(name) ?? { skipped: 'other table' };
  },
  read: (record) => ({
    id: text(record['Id']),
    time: firstField([
      ['CreatedDateTime', record['CreatedDateTime']],
      ['TimeGenerated', record['TimeGenerated']],
    ]),
    address: text(record['IPAddress']),
    code: text(record['ResultType']),
    user: text(record['UserPrincipalName']),
    app: text(record['AppDisplayName']),
    appId: text(record['AppId']),
    operation: text(record['OperationName']),
    userAgent: text(record['UserAgent']),
  }),
};

export const shapes: readonly Shape[] = [azureMonitor, graph, logAnalytics];

/** The shape of a record, if it is Entra's or another log of Azure's. */
export function shapeOf(record: Json): Shape | undefined {
  return shapes.find((shape) => shape.recognises(record));
}

/** Names of signInEventTypes first, interactive before the others; then isInteractive; then the table of most sign-ins. */
function placeByEventTypes(signIn: Json): Placement {
  const types = listOf(signIn['signInEventTypes']).map((type) => text(type).toLowerCase());
  if (types.includes('interactiveuser')) return { table: 'SigninLogs' };
  if (types.includes('noninteractiveuser')) return { table: 'AADNonInteractiveUserSignInLogs' };
  if (types.includes('serviceprincipal')) return { skipped: 'other table: AADServicePrincipalSignInLogs' };
  if (types.includes('managedidentity')) return { skipped: 'other table: AADManagedIdentitySignInLogs' };
  if (types.length > 0) return { skipped: 'other table' };
  return { table: booleanOf(signIn['isInteractive']) === false ? 'AADNonInteractiveUserSignInLogs' : 'SigninLogs' };
}

function tableName(record: Json): string {
  return text(record['Type']) || text(record['Category']);
}

/** The first field that holds something; where none does, the first. */
function firstField(fields: readonly [Field, Field]): Field {
  return fields.find(([, value]) => text(value) !== '') ?? fields[0];
}

type Field = SignInFacts['time'];

function hasAny(record: Json, names: readonly string[]): boolean {
  return names.some((name) => name in record);
}
