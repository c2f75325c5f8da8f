import { digestOfText } from './identity.ts';
import type { Instant } from './time.ts';

/** What a column holds: text (`""` when absent), or for SessionMfaAuthenticated a boolean or null. */
export type ColumnValue = string | boolean | null;

/** The columns of a CloudTrail event, under the names of Microsoft Sentinel's AWSCloudTrail table. */
export const cloudTrailFields = {
  EventName: 'eventName',
  EventTypeName: 'eventType',
  AWSRegion: 'awsRegion',
  UserAgent: 'userAgent',
  RecipientAccountId: 'recipientAccountId',
  SourceIpAddress: 'sourceIPAddress, canonical when it is an address',
  SourceAddress: 'sourceIPAddress when it is an address, else empty',
  ErrorMessage: 'errorMessage',
  UserIdentityType: 'userIdentity.type',
  UserIdentityArn: 'userIdentity.arn',
  UserIdentityAccountId: 'userIdentity.accountId',
  UserIdentityUserName: 'userIdentity.userName',
  UserIdentityPrincipalid: 'userIdentity.principalId',
  SessionIssuerUserName: 'userIdentity.sessionContext.sessionIssuer.userName',
  SessionMfaAuthenticated: 'userIdentity.sessionContext.attributes.mfaAuthenticated',
  SessionRole: 'sessionIssuer.userName, else the role in the userIdentity.arn of an assumed role',
  LoginResult: 'responseElements.ConsoleLogin',
  MFAUsed: 'additionalEventData.MFAUsed',
  SamlProviderArn: 'additionalEventData.SamlProviderArn',
  RequestUserName: 'requestParameters.userName',
  User: 'userIdentity.userName, else sessionIssuer.userName, else the end of userIdentity.arn',
  AccountName: 'the account name without its UPN suffix',
  AccountUPNSuffix: 'the account name after its first @',
  FullAccountName: 'the account name with its UPN suffix',
} as const;

/** The columns of an Entra ID sign-in, under the names of Log Analytics' SigninLogs table. */
export const signInFields = {
  Type: 'the table: SigninLogs, AADNonInteractiveUserSignInLogs or another',
  ResultType: 'the result code as text',
  IPAddress: 'the address, canonical when it is one',
  SourceAddress: 'the address when it is one, else empty',
  UserPrincipalName: 'the user principal name',
  AppDisplayName: "the application's name",
  AppId: "the application's id",
  OperationName: 'the operation, which is Sign-in activity where the record names none',
  UserAgent: 'the user agent',
} as const;

export type CloudTrailField = keyof typeof cloudTrailFields;
export type SignInField = keyof typeof signInFields;
export type Field = CloudTrailField | SignInField;

/** Where an event was read: a file's path, an `s3://bucket/key` URI, or `eventbridge:` and the id of EventBridge's event. */
export type ObjectName = string;

interface Event<Source extends string, Name extends string> {
  readonly source: Source;
  /** Identity for deduplication: equal for every copy and version of one event. */
  readonly id: string;
  /** The id as the source wrote it; empty where it wrote none. */
  readonly eventId: string;
  /** Tells versions of one event apart: a digest of the time and the fields. Made when it is first asked for. */
  readonly version: string;
  readonly time: Instant;
  readonly fields: Readonly<Record<Name, ColumnValue>>;
  readonly object: ObjectName;
}

export type CloudTrailEvent = Event<'cloudtrail', CloudTrailField>;
export type SignIn = Event<'entra', SignInField>;
export type DetectorEvent = CloudTrailEvent | SignIn;
export type Source = DetectorEvent['source'];

export type CloudTrailContent = Omit<CloudTrailEvent, 'version'>;
export type SignInContent = Omit<SignIn, 'version'>;

/** In the order in which canonical JSON has them. */
const namesInOrder: Readonly<Record<Source, readonly Field[]>> = {
  cloudtrail: (Object.keys(cloudTrailFields) as CloudTrailField[]).sort(),
  entra: (Object.keys(signInFields) as SignInField[]).sort(),
};

/** In UTF-16 code units. Services write a kilobyte at most; what is longer is forged, and has to fit into a store. */
const longestText = 4_096;

/**
 * An event from its content, its texts cut at 4,096 characters. The object that it was read from does not make another
 * version of it.
 */
export function toEvent(content: CloudTrailContent): CloudTrailEvent;
export function toEvent(content: SignInContent): SignIn;
export function toEvent(content: CloudTrailContent | SignInContent): DetectorEvent {
  const { source, id, eventId, time, object } = content;
  const event = { source, id, eventId, time, fields: boundedFields(content.fields), object };
  return Object.defineProperty(event, 'version', versionWhenAsked) as DetectorEvent;
}

type Unversioned = Pick<DetectorEvent, 'source' | 'time' | 'fields'>;

/** A digest takes as long as all the rest of decoding, and most sign-ins to Entra ID match no rule. */
const versionWhenAsked: PropertyDescriptor & ThisType<Unversioned> = {
  get() {
    const value = versionOf(this);
    Object.defineProperty(this, 'version', { value, enumerable: true });
    return value;
  },
  enumerable: true,
  configurable: true,
};

function versionOf({ source, time, fields }: Unversioned): string {
  return digestOfText(`[${time},${canonicalJson(fields, source)}]`).slice(0, 12);
}

type ColumnValues = Readonly<Partial<Record<Field, ColumnValue>>>;

function boundedFields(fields: ColumnValues): ColumnValues {
  for (const name in fields)
    if (isLong(fields[name as Field]))
      return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, bounded(value)]));
  return fields;
}

function isLong(value: ColumnValue | undefined): value is string {
  return typeof value === 'string' && value.length > longestText;
}

function bounded(value: ColumnValue): ColumnValue {
  if (!isLong(value)) return value;
  return Buffer.from(value.slice(0, longestText).toWellFormed()).toString(); // a copy, as a part would keep the whole
}

/** The same as `digest` writes. In a third of the time where the fields stand in order, as decoders give them. */
function canonicalJson(fields: ColumnValues, source: Source): string {
  const names = namesInOrder[source];
  return areInOrder(fields, names) ? JSON.stringify(fields) : JSON.stringify(fields, [...names]);
}

function areInOrder(fields: ColumnValues, names: readonly Field[]): boolean {
  let next = 0;
  for (const name in fields) if (name !== names[next++]) return false;
  return true;
}

/** What has fields: an event, or what a timeline remembers of one. */
export interface Fielded {
  readonly fields: Readonly<Partial<Record<Field, ColumnValue>>>;
}

/** A field's value as KQL's tostring() gives it: `""` where the event has no such field or it is null. */
export function textOf({ fields }: Fielded, field: Field): string {
  const value = fields[field];
  return value === undefined || value === null ? '' : String(value);
}
