import { expect, it } from 'vitest';
import { cloudTrailFields, toEvent } from '../../lambda/core/event.ts';
import { digest } from '../../lambda/core/identity.ts';
import { midnight } from './events.ts';

const content = {
  source: 'cloudtrail',
  id: 'e',
  eventId: 'e',
  time: midnight,
  object: 'file.json',
  fields: Object.fromEntries(Object.keys(cloudTrailFields).map((name) => [name, ''])) as Record<
    keyof typeof cloudTrailFields,
    string | boolean | null
  >,
} as const;

it('a text of an event ends after 4,096 characters, and not within one', () => {
  const fields = {
    ...content.fields,
    User: 'x'.repeat(4_096),
    UserAgent: 'x'.repeat(5_000),
    AccountName: `${'x'.repeat(4_095)}😀`,
  };

  const event = toEvent({ ...content, fields });

  expect(event.fields).toEqual({ ...fields, UserAgent: 'x'.repeat(4_096), AccountName: `${'x'.repeat(4_095)}\ufffd` });
});

it('equal times and fields, in whatever order, are one version, and any other field is another', () => {
  const reversed = Object.fromEntries(Object.entries(content.fields).toReversed()) as typeof content.fields;
  const version = (fields: typeof content.fields): string => toEvent({ ...content, fields }).version;

  expect(version(reversed)).toBe(version(content.fields));
  expect(version({ ...content.fields, User: 'alice' })).not.toBe(version(content.fields));
  expect(version({ ...content.fields, SessionMfaAuthenticated: null })).not.toBe(version(content.fields));
});

it('a version is the digest of the canonical JSON of time and fields', () => {
  const fields = { ...content.fields, User: 'Zoë "😀"', SessionMfaAuthenticated: null };

  expect(toEvent({ ...content, fields }).version).toBe(digest([content.time, fields]).slice(0, 12));
});

it('a copy of an event has its version, however it is made, before and after it was asked for', () => {
  const event = toEvent(content);
  const copies = (): readonly string[] => [
    { ...event }.version,
    structuredClone(event).version,
    (JSON.parse(JSON.stringify(event)) as typeof event).version,
  ];
  const before = copies();

  expect(before).toEqual(Array(3).fill(event.version));
  expect(copies()).toEqual(before);
  expect({ ...event, fields: { ...event.fields, User: 'alice' } }.version).toBe(event.version);
});
