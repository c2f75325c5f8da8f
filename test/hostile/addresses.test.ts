import { expect, it } from 'vitest';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { azureMonitorSignIn, consoleLogin, graphSignIn, type Json, logAnalyticsSignIn } from '../records.ts';
import { addressCases } from './addresses.ts';

const context = { object: 'object', wanted: () => true };

it.each(addressCases)('$found ($what)', ({ found, address }) => {
  const login = fieldsOf(consoleLogin({ sourceIPAddress: found }));
  const signIns = [graphSignIn, azureMonitorSignIn, logAnalyticsSignIn].map((make) =>
    fieldsOf(make({ address: found })),
  );

  expect([login['SourceAddress'], login['SourceIpAddress']]).toEqual([address ?? '', address ?? found]);
  for (const signIn of signIns) {
    expect([signIn['SourceAddress'], signIn['IPAddress']]).toEqual([address ?? '', address ?? found]);
  }
});

it('an address is its own canonical form', () => {
  const addresses = addressCases.flatMap(({ address }) => address ?? []);

  for (const address of addresses)
    expect(fieldsOf(consoleLogin({ sourceIPAddress: address }))['SourceAddress']).toBe(address);
});

function fieldsOf(record: Json): Json {
  const decoded = decodeRecord(record, context);
  if (decoded.kind !== 'event') throw new Error(`expected an event, found ${decoded.kind}`);
  return decoded.event.fields;
}
