import { expiryWarnings } from '../../../lambda/config/exclusions.ts';
import { type DetectorEvent, textOf } from '../../../lambda/core/event.ts';
import type { Exclusion } from '../../../lambda/core/exclusion.ts';
import type { CountedEffect } from '../../../lambda/core/exclusion-tally.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import { formatInstant } from '../../../lambda/core/time.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { counted } from '../../../lambda/render/quantity.ts';
import { resultCodeInWords } from '../../../lambda/render/result-codes.ts';
import type { Replayed } from './summary.ts';

/**
 * What each exclusion did in a replay, for a person, with the events themselves where they were kept; and which of them
 * had expired when the last event happened.
 */
export function excludedLines({ exclusions = [], excluded = [], span }: Replayed): readonly string[] {
  if (exclusions.length === 0) return [];
  return [
    'Exclusions of the configuration:',
    ...exclusions.flatMap((exclusion) => linesOf(exclusion, excluded)),
    ...(span === undefined ? [] : expiryWarnings(exclusions, span.last)),
  ];
}

function linesOf(exclusion: Exclusion, excluded: readonly CountedEffect[]): readonly string[] {
  const effects = excluded
    .filter((effect) => effect.exclusion === exclusion)
    .toSorted((a, b) => compareText(a.ruleId, b.ruleId));
  if (effects.length === 0) return [`  ${exclusion.id}: touched nothing`];
  return effects.flatMap(({ ruleId, effect, ids, events }) => [
    `  ${exclusion.id}: ${effect === 'drop' ? 'dropped' : 'lowered'} ${counted(ids.size, 'event')} of ${ruleId}`,
    ...[...events.values()].toSorted(compareEvents).map((event) => `    ${lineOf(event)}`),
  ]);
}

function lineOf(event: DetectorEvent): string {
  return [formatInstant(event.time), ...factsOf(event), neutral(event.eventId)]
    .filter((fact) => fact !== '')
    .join('  ');
}

function factsOf(event: DetectorEvent): readonly string[] {
  const shown = (field: Parameters<typeof textOf>[1]) => neutral(textOf(event, field), mostCharacters);
  switch (event.source) {
    case 'cloudtrail':
      return [shown('EventName'), shown('LoginResult'), shown('User'), shown('SourceIpAddress')];
    case 'entra':
      return [
        shown('OperationName'),
        neutral(resultCodeInWords(textOf(event, 'ResultType')), mostCharacters),
        shown('UserPrincipalName'),
        shown('IPAddress'),
        shown('AppDisplayName'),
      ];
    default:
      return event satisfies never;
  }
}

const mostCharacters = 64;

function compareEvents(a: DetectorEvent, b: DetectorEvent): number {
  return a.time - b.time || compareText(a.id, b.id) || compareText(a.version, b.version);
}
