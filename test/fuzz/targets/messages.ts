import { openEnvelope } from '../../../lambda/adapters/envelope.ts';
import { UnknownEnvelope } from '../../../lambda/adapters/errors.ts';
import { cloudTrailMessage } from '../../adapters/envelopes.ts';
import { bucket } from '../../handlers/batch.ts';
import { carrierOf } from '../../hostile/carriers.ts';
import { logKey, messageCases } from '../../hostile/messages.ts';
import { addresses, countsOf, take } from '../../hostile/take.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import { hold, type Target } from '../target.ts';

const seeds = [...messageCases.map(({ body }) => body()), cloudTrailMessage(bucket, logKey)]
  .map((body) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)))
  .filter(({ length }) => length < 20_000);

const mutate: Target['mutate'] = (input, other, random) =>
  (random.chance(0.2) ? mutateBytes : mutateJson)(input, other, random).subarray(0, 50_000);

/** A queue message, opened. */
export const envelopes: Target = {
  name: 'envelopes',
  seeds,
  mutate,
  async check(input) {
    const body = Buffer.from(input).toString();
    const found = opened(body);
    if (found.kind !== 'objects') return;
    hold(JSON.stringify(found) === JSON.stringify(opened(body)), 'the same message is opened to the same', found);
    hold(found.objects.length > 0, 'of objects there is one at least');
    for (const { bucket: name, key, versionId, size, eventTime } of found.objects) {
      hold(name !== '' && key !== '' && versionId !== '', 'bucket, key and version are named', found);
      hold(
        [size, eventTime].every((each) => each === undefined || Number.isSafeInteger(each)),
        'numbers are whole',
        found,
      );
    }
  },
};

function opened(body: string): ReturnType<typeof openEnvelope> | { readonly kind: 'refused' } {
  try {
    return openEnvelope(body, { signIns: true });
  } catch (error) {
    hold(error instanceof UnknownEnvelope, 'only UnknownEnvelope is thrown', String(error));
    return { kind: 'refused' };
  }
}

/** A queue message, taken by the function with a sound one behind it. */
export const messages: Target = {
  name: 'messages',
  seeds,
  mutate,
  async check(input) {
    const carrier = carrierOf('CloudTrail');
    const file = carrier.stored(carrier.content(carrier.telling(addresses.inside)));
    const taken = await take(carrier, Buffer.from(input).toString(), {
      stored: new Map([[`s3://${bucket}/${logKey}`, file]]),
    });
    const counts = countsOf(taken, carrier);
    hold(taken.told.includes(addresses.beside), 'the sound message is judged and told', taken.told);
    hold(!taken.failed.includes('m1'), 'the sound message is done', taken.failed);
    hold(counts.messagesFailed === taken.failed.length, 'a message that failed is counted', counts);
    hold(counts.reconciliationBroken === 0, 'records = judged + skipped + failed', counts);
  },
};
