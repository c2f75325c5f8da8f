import type { Wanted } from '../../core/wanted.ts';
import type { Countable, Sign } from '../skimmer/skim-told.ts';

/**
 * The records that `decoder.ts` skips as other events, told by their bytes: they begin as AWS writes them, have a name,
 * and nothing by which they could be something else. Undefined where the wanted names cannot be listed or told so. A test
 * holds this against the decoder. The same for each file, as a skimmer takes some time to be told of another.
 */
export function countableBy(wanted: Wanted): Countable | undefined {
  const known = made.get(wanted);
  if (known !== undefined || made.has(wanted)) return known;
  const countable = newCountable(wanted);
  made.set(wanted, countable);
  return countable;
}

const made = new WeakMap<Wanted, Countable | undefined>();

function newCountable({ names }: Wanted): Countable | undefined {
  if (names === undefined || ![...names].every((name) => telling.test(name))) return undefined;
  const wanted = [...names].map((name): Sign => ({ key: 'eventName', value: `"${name}"`, fold: true, says: 'look' }));
  return { start: '{"eventVersion":', signs: [{ key: 'eventName', says: 'name' }, ...wanted, ...otherKinds] };
}

/** No text of a value that is no string, and no character that the skimmer lets pass escaped. */
const telling = /^(?!(?:true|false|null)$)[a-z][\w.:-]*$/;

/** Digests, Insights, EventBridge's envelopes, and notifications of S3 and others, which are not CloudTrail's. */
const otherKinds: readonly Sign[] = [
  { key: 'logFiles', says: 'look' },
  { key: 'detail-type', says: 'look' },
  { key: 'eventSource', value: '"aws:', says: 'look' },
  { key: 'eventCategory', value: '"Insight"', says: 'look' },
  { key: 'eventType', value: '"AwsCloudTrailInsight"', says: 'look' },
];
