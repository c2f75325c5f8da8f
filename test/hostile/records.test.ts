import { describe, expect, it } from 'vitest';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { read } from '../sources/reading.ts';
import { type Carrier, carrierNames, carrierOf } from './carriers.ts';
import { exactly } from './exactly.ts';
import { type RecordCase, recordCases } from './records.ts';
import { addresses, countsOf, logged, type Taken, takeObject } from './take.ts';

describe.each(carrierNames)('in a file of %s, among sound records, one', (name) => {
  const carrier = carrierOf(name);

  it.each(recordCases.map((each) => [each.name, each] as const))('%s', async (_, odd) => {
    const content = contentWith(odd, carrier);
    const sound = carrier.telling(addresses.inside).length;
    const failed = 'failed' in odd.gives ? 1 : 0;

    const { events } = await read(content);
    const taken = await takeObject(carrier, carrier.stored(content));

    expect(taken.failed).toEqual([]); // nothing is left to look at but the object, which stays where it is
    expect(taken.told).toEqual(expect.arrayContaining([addresses.beside, addresses.inside]));
    expect(countsOf(taken, carrier)).toEqual({
      records: sound + 1,
      events: sound + 1 - failed,
      skipped: {},
      failed,
      objectsFailed: 0,
      messagesFailed: 0,
      reconciliationBroken: 0,
    });
    if ('event' in odd.gives) expect(agentOf(events[0])).toMatch(exactly(odd.gives.event));
    else expect(logged(taken, 'record failed')).toEqual([lineOf(odd, odd.gives.failed, { carrier, taken })]);
    expect(JSON.stringify([taken.left.log, taken.left.metrics])).not.toContain('attackers-words');
  });
});

/** The odd record first, so that all that is sound has to be read behind it. */
function contentWith({ record }: RecordCase, carrier: Carrier): Buffer {
  const content = carrier.content([record(carrier), ...carrier.telling(addresses.inside)]);
  for (let at = content.indexOf(0x7f); at !== -1; at = content.indexOf(0x7f, at)) content[at] = 0xff;
  return content;
}

function agentOf(event: DetectorEvent | undefined): string {
  return String(event?.fields.UserAgent);
}

/** The bad record is named by its object and its place in it. */
function lineOf(
  { inside }: RecordCase,
  reason: string | RegExp,
  { carrier, taken }: { readonly carrier: Carrier; readonly taken: Taken },
) {
  const offset = { CloudTrail: '{"Records":['.length, Entra: 0, Avro: '{"records":['.length }[carrier.name];
  const where = `${carrier.name === 'Avro' ? 'event 1, ' : ''}line 1, byte ${offset + (inside?.(carrier) ?? 0)}`;
  const line = { level: 'warn', object: taken.object, where, reason: expect.stringMatching(exactly(reason)) };
  return expect.objectContaining(line);
}
