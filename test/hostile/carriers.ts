import { gzipSync } from 'node:zlib';
import { cloudTrailKey, type KeyVerdict, landingKey } from '../../lambda/adapters/object-key.ts';
import { logFileKey } from '../handlers/batch.ts';
import { azureMonitorSignIn, consoleLogin, type Json } from '../records.ts';
import { captured } from '../sources/avro-file.ts';

/** How records come to us. */
export interface Carrier {
  readonly name: 'CloudTrail' | 'Entra' | 'Avro';
  /** How it stands in the page. */
  readonly words: string;
  readonly key: (unique: string) => string;
  readonly judgeKey: (key: string) => KeyVerdict;
  /** Which of our sources its records are of. */
  readonly source: 'cloudtrail' | 'entra';
  /** A sound record of `oddAddress`, with this user agent and these fields changed. */
  readonly record: (userAgent: string, changes?: Json) => Json;
  /** Records, each as its JSON, that raise one alert about the address. */
  readonly telling: (address: string) => readonly string[];
  /** The content of a file that holds these records, each as its JSON. */
  readonly content: (records: readonly string[]) => Buffer;
  /** The bytes of its object. */
  readonly stored: (content: Uint8Array) => Uint8Array;
}

/** Of the record that something is wrong with: whoever is told of another address read the records beside it. */
const oddAddress = '192.0.2.66';

const login = (address: string) =>
  JSON.stringify(consoleLogin({ sourceIPAddress: address, eventID: `login-${address}` }));

/** More than five failures of one address: with a login of the same one, an alert. */
const failures = (address: string) =>
  Array.from({ length: 6 }, (_, n) => JSON.stringify(azureMonitorSignIn({ id: `${address}-${n}`, address })));

const entra = {
  judgeKey: landingKey(''),
  source: 'entra',
  record: (userAgent: string, changes: Json = {}) => {
    const { properties, ...record } = azureMonitorSignIn({ id: 'odd', address: oddAddress });
    return { ...record, properties: { ...(properties as Json), userAgent }, ...changes };
  },
  telling: failures,
  stored: (content: Uint8Array) => content,
} as const;

const carriers = {
  CloudTrail: {
    name: 'CloudTrail',
    words: 'a CloudTrail log file (gzip)',
    key: logFileKey,
    judgeKey: cloudTrailKey,
    source: 'cloudtrail',
    record: (userAgent: string, changes: Json = {}) =>
      consoleLogin({ eventID: 'odd', sourceIPAddress: oddAddress, userAgent, ...changes }),
    telling: (address: string) => [login(address)],
    content: (records) => Buffer.from(`{"Records":[${records.join()}]}`),
    stored: (content) => gzipSync(content),
  },
  Entra: {
    ...entra,
    name: 'Entra',
    words: 'a file of Entra sign-ins, one a line',
    key: (unique) => `insights-logs-signinlogs/${unique}/PT1H.json`,
    content: (records) => Buffer.from(records.map((record) => `${record}\n`).join('')),
  },
  Avro: {
    ...entra,
    name: 'Avro',
    words: "an Event Hubs' capture of Entra sign-ins (Avro)",
    key: (unique) => `capture/${unique}.avro`,
    content: (records) => captured(records.map((record) => `{"records":[${record}]}`)),
  },
} as const satisfies Readonly<Record<string, Carrier>>;

export type CarrierName = keyof typeof carriers;
export const carrierNames = Object.keys(carriers) as readonly CarrierName[];

export function carrierOf(name: CarrierName): Carrier {
  return carriers[name];
}
