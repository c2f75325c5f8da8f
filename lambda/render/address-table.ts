import type { ValueCounts } from '../core/alert.ts';
import type { Dossier, KnownAlert, KnownValues, SignInsOfTable, TouchingExclusion } from '../core/dossier.ts';
import type { CloudTrailEvent } from '../core/event.ts';
import type { Seen } from '../core/judgement.ts';
import { formatInstant, type Instant } from '../core/time.ts';
import { cells, cutEnd, pad, wrap } from './cells.ts';
import { whoIn } from './explain-event.ts';
import { neutral } from './neutral.ts';
import { painter, type TerminalStyle } from './paint.ts';
import { counted } from './quantity.ts';
import { resultCodeInWords } from './result-codes.ts';
import { timeSpan } from './when.ts';

/** A heading, and below it entries of texts that are safe to show: a label, where there is one, and what belongs to it. */
interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}
interface Entry {
  readonly label?: string;
  readonly items: readonly string[];
  readonly between?: string;
}

const indent = '  ';
const widestLabel = 32;
const mostListed = 30;
const mostCharacters = 64;

/**
 * Everything known of an address, for a person at a terminal: what it did, what came of it, and what cannot be known. No
 * line is wider than the width. Ends in a line break.
 */
export function renderDossier(dossier: Dossier, { width, colour }: TerminalStyle): string {
  const paint = painter(colour);
  const bold = (text: string): string => paint('bold', text);
  const dim = (text: string): string => paint('dim', text);
  const source = dossier.source === 'files' ? 'in these files' : 'in the deployed table';
  const sections = sectionsOf(dossier).map((section) => [
    bold(section.title),
    ...section.entries.flatMap((entry) => entryLines(entry, labelWidth(section), width, dim)),
  ]);
  return [[bold(`${dossier.address}  ${source}`)], ...sections].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function labelWidth({ entries }: Section): number {
  const widest = Math.max(0, ...entries.map(({ label = '' }) => Math.min(cells(label), widestLabel)));
  return widest === 0 ? 0 : widest + 2;
}

function entryLines(
  { label = '', items, between = ' ' }: Entry,
  labelled: number,
  width: number,
  dim: (text: string) => string,
): readonly string[] {
  const lines = wrap(items, { width: width - indent.length - labelled, between });
  return lines.map((line, index) => indent + dim(pad(index === 0 ? cutEnd(label, widestLabel) : '', labelled)) + line);
}

function sectionsOf(dossier: Dossier): readonly Section[] {
  const { signIns, accounts, results, consoleEvents, counted, alerts, exclusions, notes, unknown } = dossier;
  return [
    { title: 'Entra ID sign-ins', entries: [...signIns.flatMap(tableEntries), ...notes.map(sentence)] },
    ...some(
      `Accounts tried: ${atLeastIf(accounts)}${accounts.distinct}`,
      listedAll(accounts, (account) => neutral(account, mostCharacters)),
    ),
    ...some(
      'Result codes of the failures',
      listedAll(results, (code) => neutral(resultCodeInWords(code))),
    ),
    { title: 'Console', entries: [...consoleEntries(consoleEvents), ...counted.map(countedEntry)] },
    { title: 'Alerts', entries: alerts.length === 0 ? [{ items: ['none'] }] : alerts.map(alertEntry) },
    {
      title: 'Exclusions that touch it',
      entries: exclusions.length === 0 ? [{ items: ['none'] }] : exclusions.map(exclusionEntry),
    },
    ...(unknown.length === 0 ? [] : [{ title: 'What the table cannot know', entries: unknown.map(sentence) }]),
  ];
}

function sentence(text: string): Entry {
  return { items: text.split(' ') };
}

function atLeastIf({ atLeast }: { readonly atLeast: boolean }): string {
  return atLeast ? 'at least ' : '';
}

function tableEntries({ table, failures, fullestDay, byDay, others }: SignInsOfTable): readonly Entry[] {
  const atLeast = atLeastIf(failures);
  const inADay =
    fullestDay === undefined
      ? []
      : [`most in 24 hours: ${atLeast}${fullestDay.count}, from ${day(fullestDay.from, 19)}`];
  return [
    {
      label: neutral(table),
      items: [`${atLeast}${counted(failures.count, 'failure')}`, ...during(failures), ...inADay],
      between: ' · ',
    },
    ...(byDay.length < 2
      ? []
      : [
          {
            items: withCommas(byDay.map((each) => `${day(each.day, 10)} ${failures.atLeast ? '≥' : ''}${each.count}`)),
          },
        ]),
    ...(others.distinct === 0 ? [] : [{ items: ['no failures to the rules:', ...listed(others, codeOfOther)] }]),
  ];
}

function codeOfOther(code: string): string {
  return code === '0' ? '0 succeeded' : neutral(resultCodeInWords(code));
}

/** Console events that differ in nothing but their time are one line: whoever guesses a password leaves many. */
function consoleEntries(events: readonly CloudTrailEvent[]): readonly Entry[] {
  if (events.length === 0) return [{ items: ['nothing is kept of it'] }];
  const groups = [...Map.groupBy(events, (event) => consoleFacts(event).join('\n')).values()];
  const shown = groups.slice(0, mostListed).map((group) => {
    const [first, last] = [group[0], group.at(-1)] as [CloudTrailEvent, CloudTrailEvent];
    const times = group.length === 1 ? [] : [`×${group.length}`];
    const when = timeSpan(formatInstant(first.time), formatInstant(last.time));
    return { label: when, items: [...consoleFacts(first), ...times], between: ' · ' };
  });
  const more = groups.length - shown.length;
  return more === 0 ? shown : [...shown, { items: [`and ${more} more like these`] }];
}

function consoleFacts(event: CloudTrailEvent): readonly string[] {
  const { EventName, LoginResult, MFAUsed, ErrorMessage, RecipientAccountId, AWSRegion, RequestUserName } =
    event.fields;
  const isLogin = String(EventName).toLowerCase() === 'consolelogin';
  const facts = [
    whoIn(event) || 'nobody named',
    ...(isLogin ? [LoginResult || 'no result', `MFA ${MFAUsed || 'not recorded'}`] : [EventName, RequestUserName]),
    ErrorMessage,
    RecipientAccountId,
    AWSRegion,
  ];
  return facts.filter((fact) => fact !== '' && fact !== null).map((fact) => neutral(String(fact), mostCharacters));
}

function countedEntry({ ruleId, ...failures }: Seen & { readonly ruleId: string }): Entry {
  const count = `${atLeastIf(failures)}${failures.count} counted by ${ruleId}`;
  return { items: [count, ...during(failures)], between: ' · ' };
}

function alertEntry(alert: KnownAlert): Entry {
  const { severity, signal, rule, startTime, endTime, eventCount, eventCountAtLeast = false, alertId } = alert;
  const events = `${atLeastIf({ atLeast: eventCountAtLeast })}${counted(eventCount, 'event')}`;
  return {
    label: `${severity}${signal ? ' (signal)' : ''}`,
    items: [rule.id, timeSpan(startTime, endTime), events, `alert ${alertId}`],
    between: ' · ',
  };
}

function exclusionEntry({ exclusion, events }: TouchingExclusion): Entry {
  const { id, effect, reason, owner, rules, expires } = exclusion;
  return {
    label: neutral(id, mostCharacters),
    items: [
      effect === 'drop' ? 'leaves events out' : 'lowers the severity',
      `of ${rules === 'all' ? 'all rules' : rules.join(', ')}`,
      neutral(reason),
      neutral(owner),
      ...(expires === undefined ? [] : [`until ${formatInstant(expires)}`]),
      `touches ${counted(events, 'event')} here`,
    ],
    between: ' · ',
  };
}

function some(title: string, items: readonly string[]): readonly Section[] {
  return items.length === 0 ? [] : [{ title, entries: [{ items }] }];
}

/** Of what a source keeps only a part, each value came at least so often. */
function listedAll(values: KnownValues, show: (value: string) => string): readonly string[] {
  return listed(values, show, atLeastIf(values));
}

function listed({ top }: ValueCounts, show: (value: string) => string, bound = ''): readonly string[] {
  const shown = top.slice(0, mostListed).map(({ value, count }) => `${show(value) || 'no name'} ${bound}×${count}`);
  return withCommas(top.length > shown.length ? [...shown, `and ${top.length - shown.length} more`] : shown);
}

/** The comma belongs to the item before it, also where the line breaks. */
function withCommas(items: readonly string[]): readonly string[] {
  return items.map((item, index) => (index === items.length - 1 ? item : `${item},`));
}

function during({ first, last }: Seen): readonly string[] {
  return first === undefined || last === undefined ? [] : [timeSpan(formatInstant(first), formatInstant(last))];
}

/** The first `characters` of a time: 10 for the day, 19 to the second. */
function day(instant: Instant, characters: 10 | 19): string {
  return formatInstant(instant).slice(0, characters).replace('T', ' ');
}
