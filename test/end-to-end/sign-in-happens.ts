import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { ownerCredentials } from '../../local/here.ts';
import type { Json } from '../records.ts';
import type { Deployed } from './deployed.ts';

/** Puts the record of a sign-in on the default bus of a Region, as AWS does, and an event of AWS Sign-In that is no such record. */
export async function signInHappens(deployed: Deployed, region: string, record: Json): Promise<void> {
  const entries = [
    { Source: 'aws.signin', DetailType: 'AWS Console Sign In via CloudTrail', Detail: JSON.stringify(record) },
    { Source: 'aws.signin', DetailType: 'AWS Service Event via CloudTrail', Detail: '{}' },
  ];
  await putEvents(deployed, { region, entries });
}

/** Throws where one of them is not taken. */
export async function putEvents(
  { endpoint }: Pick<Deployed, 'endpoint'>,
  { region, entries }: { readonly region: string; readonly entries: readonly PutEventsRequestEntry[] },
): Promise<void> {
  const client = new EventBridgeClient({ endpoint, region, credentials: ownerCredentials });
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [...entries] }));
  client.destroy();
  if (FailedEntryCount !== 0) throw new Error('EventBridge did not take the events');
}
