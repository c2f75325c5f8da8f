import { parseAddress } from '../../core/address.ts';
import { type CloudTrailEvent, toEvent } from '../../core/event.ts';
import { identity } from '../../core/identity.ts';
import { UnreadableRecord } from '../errors.ts';
import { booleanOf, instantOf, isObject, type Json, listOf, objectOf, recordDigest, text } from '../json.ts';
import type { DecodeContext, Decoded, SourceDecoder } from '../source.ts';

/** Names that hardly occur together outside CloudTrail. */
const recordNames = [
  'eventVersion',
  'userIdentity',
  'eventSource',
  'eventID',
  'eventType',
  'eventCategory',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'recipientAccountId',
];

/** What decoding reads of the objects in a record. */
const within = [
  'userIdentity.type',
  'userIdentity.principalId',
  'userIdentity.arn',
  'userIdentity.accountId',
  'userIdentity.userName',
  'userIdentity.sessionContext.sessionIssuer.userName',
  'userIdentity.sessionContext.attributes.mfaAuthenticated',
  'requestParameters.userName',
  'responseElements.ConsoleLogin',
  'additionalEventData.MFAUsed',
  'additionalEventData.SamlProviderArn',
];

/**
 * CloudTrail records, bare or as EventBridge carries them. Digest files and Insights records are CloudTrail's too and
 * are skipped. The format: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const cloudtrail: SourceDecoder = {
  id: 'cloudtrail',
  reads: [
    ...['logFiles', 'digestS3Bucket', 'digestS3Object', 'digestEndTime'],
    ...['detail-type', 'source', 'account', 'detail'],
    ...recordNames.filter((name) => !within.some((path) => path.startsWith(`${name}.`))),
    ...['eventName', 'eventTime', 'errorMessage', 'resources'],
    ...within,
  ],
  recognises: (record) => isDigest(record) || isSignInEnvelope(record) || isRecord(unwrap(record)),
  decode(record, context, whole) {
    if (isDigest(record)) return { kind: 'skipped', reason: 'digest' };
    const inner = unwrap(record);
    if (!isRecord(inner)) throw new UnreadableRecord('detail: expected a CloudTrail record, found something else');
    if (inner === record) return decodeRecord(record, context, whole);
    const named = ofAccount(inner, record['account']);
    return decodeRecord(named, context, () => named);
  },
};

/** Why a record is skipped whose name no rule asks for. */
export const otherEvent = 'other event';

/** By names alone, as a record with a damaged field is still CloudTrail's; Insights records have no eventName. */
function isRecord(record: Json): boolean {
  if (text(record['eventSource']).startsWith('aws:')) return false; // a notification of S3, DynamoDB or SES, alike but not CloudTrail's
  let missing = 'eventName' in record ? 1 : 3;
  for (const name of recordNames) if (name in record && --missing === 0) return true;
  return false;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html */
function isDigest(record: Json): boolean {
  return (
    'logFiles' in record && ('digestS3Bucket' in record || 'digestS3Object' in record || 'digestEndTime' in record)
  );
}

function isSignInEnvelope(record: Json): boolean {
  return 'detail-type' in record && record['source'] === 'aws.signin';
}

/** The record inside an EventBridge event; its detail-type is spelled in several ways and not looked at. */
function unwrap(record: Json): Json {
  return 'detail-type' in record ? objectOf(record['detail']) : record;
}

/**
 * The record inside an event, as the same record is in a file, where it always names its account. EventBridge says of each
 * event from which account it came, whoever made it: over a bus nobody makes up records of another account. Who can put a
 * whole message into the queue can, as it names that account, too: what may be an event is for the envelope to say.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/welcome.html#overiew-event-structure
 */
function ofAccount(record: Json, sender: unknown): Json {
  const [recipientAccountId, from] = [text(record['recipientAccountId']), text(sender)];
  if (from === '' || from === recipientAccountId) return record;
  if (recipientAccountId === '') return { ...record, recipientAccountId: from };
  throw new UnreadableRecord('recipientAccountId: expected the account that the event came from, found another one');
}

function decodeRecord(record: Json, { object, wanted }: DecodeContext, whole: () => unknown): Decoded {
  if (record['eventCategory'] === 'Insight' || record['eventType'] === 'AwsCloudTrailInsight')
    return { kind: 'skipped', reason: 'insight' };
  if (!wanted(text(record['eventName']))) return { kind: 'skipped', reason: otherEvent };

  const time = instantOf('eventTime', record['eventTime']);
  const eventId = text(record['eventID']) || recordDigest(whole());
  const id = identity(eventId, text(record['recipientAccountId']));
  return {
    kind: 'event',
    event: toEvent({ source: 'cloudtrail', id, eventId, time, fields: fieldsOf(record), object }),
  };
}

/** In the order of canonical JSON: see `toEvent`. */
function fieldsOf(record: Json): CloudTrailEvent['fields'] {
  const user = objectOf(record['userIdentity']);
  const session = objectOf(user['sessionContext']);
  const sourceIp = text(record['sourceIPAddress']);
  const address = parseAddress(sourceIp);
  const details = objectOf(record['additionalEventData']);
  const actor: Actor = {
    arn: text(user['arn']),
    userName: text(user['userName']),
    principalId: text(user['principalId']),
    sessionIssuer: text(objectOf(session['sessionIssuer'])['userName']),
  };
  const account = accountOf(actor, record['resources']);
  const [AccountName = '', AccountUPNSuffix = ''] = account.includes('@') ? account.split('@', 2) : [account];
  return {
    AWSRegion: text(record['awsRegion']),
    AccountName,
    AccountUPNSuffix,
    ErrorMessage: text(record['errorMessage']),
    EventName: text(record['eventName']),
    EventTypeName: text(record['eventType']),
    FullAccountName: account,
    LoginResult: text(objectOf(record['responseElements'])['ConsoleLogin']),
    MFAUsed: text(details['MFAUsed']),
    RecipientAccountId: text(record['recipientAccountId']),
    RequestUserName: text(objectOf(record['requestParameters'])['userName']),
    SamlProviderArn: text(details['SamlProviderArn']),
    SessionIssuerUserName: actor.sessionIssuer,
    SessionMfaAuthenticated: booleanOf(objectOf(session['attributes'])['mfaAuthenticated']) ?? null,
    SessionRole: actor.sessionIssuer || roleIn(actor.arn),
    SourceAddress: address ?? '',
    SourceIpAddress: address ?? sourceIp,
    User: userOf(actor),
    UserAgent: text(record['userAgent']),
    UserIdentityAccountId: text(user['accountId']),
    UserIdentityArn: actor.arn,
    UserIdentityPrincipalid: actor.principalId,
    UserIdentityType: text(user['type']),
    UserIdentityUserName: actor.userName,
  };
}

/** Who acted, as userIdentity has it. */
interface Actor {
  readonly arn: string;
  readonly userName: string;
  readonly principalId: string;
  /** The name of sessionContext.sessionIssuer. */
  readonly sessionIssuer: string;
}

/** Who acted, for rules 3 to 10. */
function userOf({ userName, sessionIssuer, arn }: Actor): string {
  return userName || sessionIssuer || lastPart(lastPart(arn, ':'), '/');
}

/**
 * The account as Microsoft Sentinel's rules name it, before its UPN suffix is split off. Both parts come from the value
 * before the split: the original's single `extend` reads AccountName before it is overwritten. Root has no `/` in its
 * ARN, so its name is the whole ARN.
 */
function accountOf({ arn, principalId, userName }: Actor, resources: unknown): string {
  if (principalId === 'Anonymous') return 'Anonymous';
  return userName || lastPart(arn || arnOfFirst(resources), '/');
}

/** `Admin` of `arn:aws:sts::111122223333:assumed-role/Admin/alice`: federated logins often have no session context. */
function roleIn(arn: string): string {
  return /^arn:[^:]*:sts::[^:]*:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? '';
}

function arnOfFirst(resources: unknown): string {
  const first = listOf(resources)[0];
  return isObject(first) ? text(first['ARN']) : '';
}

function lastPart(value: string, separator: string): string {
  return value.slice(value.lastIndexOf(separator) + 1);
}
