import type { Alert } from '../../core/alert.ts';
import { type Rule, type Severity, severities } from '../../core/rule.ts';
import { catalogue } from '../catalogue/catalogue.ts';
import type { CataloguePage } from '../catalogue/page.ts';
import { neutral } from '../neutral.ts';
import type { Activity } from './activity.ts';
import { type AlertEntry, entryOf, newTexts } from './alert-entry.ts';
import { type ConcernedAccount, type ConcernedAddress, concernedAccounts, concernedAddresses } from './concern.ts';
import { type FailureChart, failureCharts, kindsOf } from './failures.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** What a replay knows. */
export interface ReportInput {
  readonly alerts: readonly Alert[];
  /** All that were judged. */
  readonly rules: readonly Rule[];
  readonly activity: Activity;
  readonly reading: ReadingFacts;
  /** Of the program that makes the report. */
  readonly version: string;
}

/** What was read, in words where it is told in words. Texts may come from an attacker. */
export interface ReadingFacts {
  /** Of the events that were judged, ISO 8601 in UTC. */
  readonly span?: { readonly first: string; readonly last: string };
  readonly files: number;
  readonly ignoredFiles: number;
  readonly records: number;
  readonly judged: number;
  readonly failed: number;
  /** By reason, the most frequent first. */
  readonly skipped: readonly (readonly [string, number])[];
  /** The first records that failed, and why. */
  readonly failures: readonly string[];
  /** Paths that could not be read, and why. */
  readonly unreadable: readonly string[];
  /** Rules that failed, and why. */
  readonly brokenRules: readonly string[];
}

/** Everything that the report shows. The texts in it are safe to show as text, but not as HTML. */
export interface Report {
  readonly version: string;
  readonly reading: ReadingFacts;
  /** By the places of the severities. */
  readonly alertsBySeverity: readonly number[];
  readonly signals: number;
  /** Those that have alerts, in the order of the timeline. */
  readonly rules: readonly ReportedRule[];
  /** The most severe first, then in the order of time. */
  readonly alerts: readonly AlertEntry[];
  /** What `columns` and `evidence` of alerts point to. */
  readonly texts: readonly string[];
  readonly timeline?: Timeline;
  readonly failureKinds: readonly string[];
  readonly failureCharts: readonly FailureChart[];
  /** Addresses from which something failed. */
  readonly failingAddresses: number;
  /** The most concerned ones, and how many there are. */
  readonly addresses: Ranking<ConcernedAddress>;
  readonly accounts: Ranking<ConcernedAccount>;
  /** Not every address could be counted. */
  readonly addressesLeftOut: boolean;
}

export interface Ranking<Item> {
  readonly top: readonly Item[];
  readonly of: number;
}

/** What the report tells of a rule: of its page in the catalogue what an analyst needs beside an alert. */
export interface ReportedRule
  extends Pick<CataloguePage, 'id' | 'title' | 'description' | 'attack' | 'original' | 'falsePositives' | 'triage'> {
  readonly signal: boolean;
  readonly columns: readonly string[];
}

const mostCharts = 8;
const mostRanked = 10;
const mostTexts = 20;
const longestText = 400;

/** The data of the report. The same input gives the same report. */
export function reportOf({ alerts, rules, activity, reading, version }: ReportInput): Report {
  const timeline = timelineOf(
    alerts,
    rules.map(({ id }) => id),
  );
  const reported = reportedRules(alerts, rules, timeline);
  const placeOf = new Map(reported.map(({ id }, place) => [id, place]));
  const texts = newTexts();
  const entries = alerts.map((alert) => entryOf(alert, placeOf.get(alert.rule.id) as number, texts));
  const addresses = concernedAddresses(alerts, activity);
  const accounts = concernedAccounts(alerts);
  const kinds = kindsOf(activity);
  const told = alerts.filter(({ signal }) => !signal);
  return {
    version,
    reading: safe(reading),
    alertsBySeverity: severities.map((severity) => countOf(told, severity)),
    signals: alerts.length - told.length,
    rules: reported,
    alerts: entries.toSorted((a, b) => b.severity - a.severity || a.at - b.at),
    texts: texts.all,
    ...(timeline !== undefined && { timeline }),
    failureKinds: kinds,
    failureCharts: failureCharts(addresses, { kinds, most: mostCharts }),
    failingAddresses: addresses.filter(({ activity: seen }) => seen !== undefined && seen.failures.size > 0).length,
    addresses: { top: addresses.slice(0, mostRanked), of: addresses.length },
    accounts: { top: accounts.slice(0, mostRanked), of: accounts.length },
    addressesLeftOut: activity.full,
  };
}

function reportedRules(
  alerts: readonly Alert[],
  rules: readonly Rule[],
  timeline: Timeline | undefined,
): readonly ReportedRule[] {
  const pages = new Map(catalogue(rules).map((page) => [page.id, page]));
  const anyOf = new Map(alerts.map((alert) => [alert.rule.id, alert]));
  return (timeline?.lanes ?? []).flatMap(({ ruleId, signal }) => {
    const page = pages.get(ruleId);
    if (page === undefined) throw new Error(`the rule ${ruleId} has alerts, but was not judged`);
    const { id, title, description, attack, original, falsePositives, triage } = page;
    const columns = Object.keys(anyOf.get(ruleId)?.columns ?? {});
    return [{ id, title, description, attack, original, falsePositives, triage, signal, columns }];
  });
}

function countOf(alerts: readonly Alert[], severity: Severity): number {
  return alerts.filter((alert) => alert.severity === severity).length;
}

/** Paths and reasons, safe to show and not too many. */
function safe({ failures, unreadable, brokenRules, skipped, ...facts }: ReadingFacts): ReadingFacts {
  const shown = (texts: readonly string[]): readonly string[] => {
    const listed = texts.slice(0, mostTexts).map((text) => neutral(text, longestText));
    return texts.length > mostTexts ? [...listed, `and ${texts.length - mostTexts} more`] : listed;
  };
  return {
    ...facts,
    failures: shown(failures),
    unreadable: shown(unreadable),
    brokenRules: shown(brokenRules),
    skipped: skipped.map(([reason, count]) => [neutral(reason), count]),
  };
}
