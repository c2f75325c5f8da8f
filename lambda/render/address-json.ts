import type { ValueCounts } from '../core/alert.ts';
import type { Dossier, SignInsOfTable, TouchingExclusion } from '../core/dossier.ts';
import type { CloudTrailEvent } from '../core/event.ts';
import type { Seen } from '../core/judgement.ts';
import { days, formatInstant, periodEnd } from '../core/time.ts';
import { jsonLine } from './json-line.ts';
import { resultCodeInWords } from './result-codes.ts';

/** Everything known of an address, as one line of JSON. Times are ISO 8601 in UTC; nothing is left out. */
export function dossierLine(dossier: Dossier): string {
  const { address, source, signIns, accounts, results, consoleEvents, counted, alerts, exclusions } = dossier;
  const { notes, unknown } = dossier;
  return jsonLine({
    schema: 'gatewarden.address/1',
    address,
    source,
    signIns: signIns.map(tellSignIns),
    accounts,
    results: { ...tellCodes(results), atLeast: results.atLeast },
    consoleEvents: consoleEvents.map(tellConsoleEvent),
    counted: counted.map(({ ruleId, ...seen }) => ({ ruleId, ...tellSeen(seen) })),
    alerts,
    exclusions: exclusions.map(tellExclusion),
    notes,
    unknown,
  });
}

function tellSignIns({ table, failures, fullestDay, byDay, others }: SignInsOfTable): object {
  return {
    table,
    failures: tellSeen(failures),
    ...(fullestDay !== undefined && {
      fullestDay: {
        start: formatInstant(fullestDay.from),
        end: formatInstant(periodEnd(fullestDay.from, days(1))),
        count: fullestDay.count,
        atLeast: failures.atLeast,
      },
    }),
    byDay: byDay.map(({ day, count }) => ({ day: formatInstant(day).slice(0, 10), count, atLeast: failures.atLeast })),
    others: tellCodes(others),
  };
}

function tellCodes({ distinct, top }: ValueCounts): object {
  return { distinct, top: top.map((each) => ({ ...each, meaning: resultCodeInWords(each.value) })) };
}

function tellConsoleEvent({ eventId, time, object, fields }: CloudTrailEvent): object {
  return { eventId, time: formatInstant(time), object, fields };
}

function tellSeen({ count, atLeast, first, last }: Seen): object {
  return {
    count,
    atLeast,
    ...(first !== undefined && { first: formatInstant(first) }),
    ...(last !== undefined && { last: formatInstant(last) }),
  };
}

function tellExclusion({ exclusion, events }: TouchingExclusion): object {
  const { expires, ...rest } = exclusion;
  return { ...rest, ...(expires !== undefined && { expires: formatInstant(expires) }), events };
}
