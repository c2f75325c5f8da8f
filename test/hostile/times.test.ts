import { describe, expect, it } from 'vitest';
import { formatInstant } from '../../lambda/core/time.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { azureMonitorSignIn, consoleLogin, graphSignIn, type Json, logAnalyticsSignIn } from '../records.ts';
import { timeCases } from './times.ts';

const context = { object: 'object', wanted: () => true };

/** A record of each shape with this in the place of its time, and the name of the field. */
const shapes: Readonly<Record<string, (time: unknown) => Json>> = {
  eventTime: (time) => consoleLogin({ eventTime: time }),
  createdDateTime: (time) => ({ ...graphSignIn(), createdDateTime: time }),
  time: (time) => ({ ...azureMonitorSignIn(), time, properties: {} }),
  CreatedDateTime: (time) => ({ ...logAnalyticsSignIn(), TimeGenerated: undefined, CreatedDateTime: time }),
};

describe.each(Object.keys(shapes))('in %s', (field) => {
  it.each(timeCases)('$found ($what)', ({ found, time }) => {
    const decoded = decodeRecord((shapes[field] as (time: unknown) => Json)(found), context);

    if (time !== undefined) expect(decoded.kind === 'event' && formatInstant(decoded.event.time)).toBe(time);
    else expect(decoded).toMatchObject({ kind: 'failed', reason: expect.stringContaining(': expected a time') });
  });
});
