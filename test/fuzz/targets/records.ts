import type { Alert } from '../../../lambda/core/alert.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { chatMessage } from '../../../lambda/render/chat.ts';
import { machineMessage } from '../../../lambda/render/machine-message.ts';
import { mail } from '../../../lambda/render/mail.ts';
import { renderTable } from '../../../lambda/render/table.ts';
import { alertAttributes } from '../../../lambda/render/topic-attributes.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { type CarrierName, carrierNames, carrierOf } from '../../hostile/carriers.ts';
import { recordCases } from '../../hostile/records.ts';
import { addresses, countsOf, takeObject } from '../../hostile/take.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  createLoginProfile,
  graphSignIn,
  logAnalyticsSignIn,
} from '../../records.ts';
import { mutateJson } from '../mutate-json.ts';
import { hold, type Target } from '../target.ts';

const longest = 20_000;
const sound = [consoleLogin(), createLoginProfile(), graphSignIn(), azureMonitorSignIn(), logAnalyticsSignIn()];
const odd = recordCases.flatMap(({ record }) => carrierNames.map((name) => record(carrierOf(name))));

/** One record among sound ones: read, remembered, judged, and what is told of it worded for every audience. */
export const records: Target = {
  name: 'records',
  seeds: [...sound.map((record) => JSON.stringify(record)), ...odd]
    .filter(({ length }) => length < longest)
    .map((text) => Buffer.from(text)),
  mutate: (input, other, random) => mutateJson(input, other, random).subarray(0, longest),
  async check(input) {
    const text = Buffer.from(input).toString();
    const name = carrierNames[text.length % carrierNames.length] as CarrierName;
    const carrier = carrierOf(name);
    const content = carrier.content([text, ...carrier.telling(addresses.inside)]);
    const taken = await takeObject(carrier, carrier.stored(content));
    const counts = countsOf(taken, carrier);
    hold(taken.told.includes(addresses.beside), 'the sound file is judged and told', name);
    hold(!taken.failed.includes('m1'), 'the sound file is done', taken.failed);
    hold(counts.reconciliationBroken === 0, 'records = judged + skipped + failed', counts);
    if (isOne(text)) {
      hold(taken.told.includes(addresses.inside), 'what stands behind a record is judged and told', name);
      hold(taken.failed.length === 0, 'a bad record fails alone', name);
    }
    for (const { alert } of taken.left.published) expectWorded(alert);
  },
};

/** Whether it is JSON in one line: nothing that could end the list that it stands in. */
function isOne(text: string): boolean {
  try {
    JSON.parse(text);
    return !/[\r\n]/.test(text);
  } catch {
    return false;
  }
}

function expectWorded(alert: Alert): void {
  const rule = rules.find(({ id }) => id === alert.rule.id) as Rule;
  const { subject, body } = mail(alert, rule, { principalInSubject: true });
  hold(/^[\x20-\x7e]{1,99}$/.test(subject), 'a subject is short printable ASCII', subject);
  hold(!hasControls(body), 'a mail has no control characters but line ends', body);
  hold(!hasControls(renderTable([alert], { width: 100, colour: false })), 'nor has a table', alert.columns);
  for (const { body: message } of [machineMessage(alert), machineMessage(alert, 'ocsf'), chatMessage(alert, rule)]) {
    hold(Buffer.byteLength(message) < 262_144 && message.isWellFormed(), 'a message has room in SNS', message.length);
    JSON.parse(message);
  }
  hold(Object.keys(alertAttributes(alert)).length <= 10, 'there are ten attributes at most');
}

function hasControls(text: string): boolean {
  return /[^\P{C}\n]|[\u2028\u2029]/u.test(text) || !text.isWellFormed();
}
