import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { parsedJson } from '../../lambda/config/parsed-json.ts';
import { type BusEvent, eventTime } from '../events/event.ts';
import type { EventBridge } from '../events/event-bridge.ts';
import { busArn, here } from '../here.ts';
import type { EventBus } from '../stack/event-buses.ts';
import { type Answer, jsonAnswer, jsonError } from './answer.ts';
import { type Asked, headerOf } from './asked.ts';
import type { Service } from './service.ts';

const entrySchema = v.object({
  /** In seconds since 1970. */
  Time: v.optional(v.number()),
  Source: v.optional(v.string(), ''),
  Resources: v.optional(v.array(v.string()), []),
  DetailType: v.optional(v.string(), ''),
  Detail: v.optional(v.string(), ''),
  /** A name or an ARN. */
  EventBusName: v.optional(v.string(), 'default'),
});

type Entry = v.InferOutput<typeof entrySchema>;

const requestSchema = v.object({ Entries: v.optional(v.array(entrySchema), []) });
const mostEntries = 10;

/** What became of an entry. */
type Outcome = { readonly EventId: string } | Failure;
type Failure = { readonly ErrorCode: string; readonly ErrorMessage: string };

/**
 * EventBridge, by its JSON protocol (`X-Amz-Target: AWSEvents.PutEvents`), as far as events are put by hand. Other than AWS
 * it takes a source that begins with `aws.`, as nobody else sends such events here, and names a bus that there is not.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 * A body that is no JSON, or has values of other types, is refused with SerializationException, as the JSON protocols do; too
 * many entries or none with ValidationException.
 */
export function eventBridgeService({
  buses,
  eventBridge,
}: {
  readonly buses: readonly EventBus[];
  readonly eventBridge: EventBridge;
}): Service {
  async function take(entry: Entry, region: string): Promise<Outcome> {
    const bus = busOf(entry, region);
    if (!buses.some(({ arn }) => arn === bus))
      return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` };
    const event = eventOf(entry, region);
    if ('ErrorCode' in event) return event;
    await eventBridge.put(event, bus);
    return { EventId: event.id };
  }

  return {
    needs(asked) {
      const entries = entriesIn(asked);
      if (!isEntries(entries)) return []; // nothing is done then
      return entries.map((entry) => ({ action: 'events:PutEvents', resource: busOf(entry, regionOf(asked)) }));
    },
    refuse: (_, message) => jsonError(400, 'AccessDeniedException', message),
    async serve(asked) {
      if (headerOf(asked, 'x-amz-target') !== 'AWSEvents.PutEvents')
        return jsonError(
          400,
          'NotOnThisLaptop',
          'events can only be put here: buses and rules are those of the template',
        );
      const entries = entriesIn(asked);
      if (!isEntries(entries)) return entries;
      if (entries.length === 0 || entries.length > mostEntries)
        return jsonError(
          400,
          'ValidationException',
          `a request has 1 to ${mostEntries} entries, not ${entries.length}`,
        );
      const Entries: Outcome[] = [];
      for (const entry of entries) Entries.push(await take(entry, regionOf(asked)));
      return jsonAnswer({ FailedEntryCount: Entries.filter((each) => 'ErrorCode' in each).length, Entries });
    },
  };
}

function eventOf({ Time, Source, Resources, DetailType, Detail }: Entry, region: string): BusEvent | Failure {
  const required = { Source, DetailType, Detail };
  const [missing] = Object.entries(required).find(([, value]) => value === '') ?? [];
  if (missing !== undefined)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  const time = Time === undefined ? new Date() : new Date(Time * 1_000);
  if (!isInRange(time))
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Time is not valid. Reason: it is out of range.' };
  const detail = objectIn(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: here.account,
    time: eventTime(time),
    region,
    resources: Resources,
    detail,
  };
}

/** What is asked for, or the answer to what cannot be read. */
function entriesIn({ body }: Asked): readonly Entry[] | Answer {
  const value = parsedJson(body.toString() || '{}');
  if (value === undefined) return jsonError(400, 'SerializationException', 'the body is no JSON');
  const request = v.safeParse(requestSchema, value);
  if (request.success) return request.output.Entries;
  const faults = request.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
  return jsonError(400, 'SerializationException', faults.join('; '));
}

function isEntries(entries: readonly Entry[] | Answer): entries is readonly Entry[] {
  return Array.isArray(entries);
}

/** What is signed says the Region. */
function regionOf({ scope }: Asked): string {
  return scope?.region ?? here.region;
}

function busOf({ EventBusName }: Entry, region: string): string {
  return EventBusName.startsWith('arn:') ? EventBusName : busArn(EventBusName, { region });
}

/** Of the years that its text has four digits for. */
function isInRange(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 0 && year <= 9_999;
}

function objectIn(text: string): object | undefined {
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** Undefined for what is no JSON. */
