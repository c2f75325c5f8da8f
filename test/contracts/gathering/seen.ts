import { severities } from '../../../lambda/core/rule.ts';
import type { History } from '../telling/history.ts';
import type { Outcome } from '../telling/play.ts';
import { type HandOver, type Publication, publicationsIn } from '../telling/trace.ts';
import type { Part } from './history.ts';

type Telling = Publication | HandOver;

/** What a history may have without which it proves little. */
const signs = {
  'a digest': has(({ about, revision }) => about === 'digest' && revision === 1),
  'another digest of a day': has(({ about, revision }) => about === 'digest' && revision > 1),
  'a group': has(({ about, revision }) => about === 'group' && revision === 1),
  'an update of a group': has(({ about, revision }) => about === 'group' && revision > 1),
  'a storm': has(({ about, revision }) => about === 'storm' && revision === 1),
  'another summary of a storm': has(({ about, revision }) => about === 'storm' && revision > 1),
  'told by itself': has(({ about }) => about === undefined),
  'High after it was to wait': followed((before, after) => isToWait(before) && isHigh(after)),
  'handed over again': followed((before, after) => 'about' in after && before.revision === after.revision),
  'a bulletin told again': followed((before, after) => isBulletin(before) && before.revision === after.revision),
  'answer lost': ({ tellings }: Outcome) => tellings.some(({ outcome }) => outcome === 'answer lost'),
  'never marked': ({ tellings }: Outcome) => tellings.some(({ outcome }) => outcome === 'never marked'),
  overtaken: ({ tellings }: Outcome) => tellings.some(({ outcome }) => outcome === 'overtaken'),
  'never came back': (_: Outcome, { messages }: History<Part>) => messages.some(({ comesBack }) => !comesBack),
} as const;

export type Sign = keyof typeof signs;

export const allSigns = Object.keys(signs) as readonly Sign[];

export function signsOf(history: History<Part>, outcome: Outcome): readonly Sign[] {
  return allSigns.filter((sign) => signs[sign](outcome, history));
}

function has(is: (published: { readonly about?: HandOver['about']; readonly revision: number }) => boolean) {
  return (outcome: Outcome) => publicationsIn(outcome).some(({ message }) => is(message));
}

/** Whether two tellings of one alert or bulletin to one audience are such, one after the other. */
function followed(are: (before: Telling, after: Telling) => boolean) {
  return ({ tellings }: Outcome) =>
    tellings.some((before, index) =>
      tellings
        .slice(index + 1)
        .some((after) => after.id === before.id && after.audience === before.audience && are(before, after)),
    );
}

function isToWait(telling: Telling): boolean {
  return 'about' in telling && telling.about !== 'group';
}

function isHigh(telling: Telling): boolean {
  const { severity } = 'message' in telling ? telling.message : telling;
  return severity === severities.at(-1);
}

function isBulletin(telling: Telling): boolean {
  return 'message' in telling && telling.message.schema === 'gatewarden.bulletin/1';
}
