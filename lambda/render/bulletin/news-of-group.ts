import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';
import { namedKinds } from '../../core/named.ts';
import { severities } from '../../core/rule.ts';
import { highestOf } from '../../core/severity.ts';
import type { Tellable } from '../../core/tellable.ts';
import type { News } from '../../core/told.ts';
import { atAGlance } from '../glance.ts';
import { hiddenName } from '../hidden-name.ts';
import { isHidden } from '../mail/name.ts';
import { raising } from '../mail/raising.ts';
import { newsInWords } from '../news.ts';
import { ofFresh } from './group-words.ts';
import { listedIn } from './listed.ts';
import { mostSevere } from './most-severe.ts';

type Names = Readonly<Record<(typeof namedKinds)[number], string | undefined>>;

/**
 * What the new alerts of a group bring that none of the others has: users, accounts, addresses, Regions, a higher
 * severity; in sentences that are safe to show. Of an alert that has grown nobody can say what it brings, and of none
 * where not all alerts are listed.
 */
export function newsOfGroup(bulletin: Bulletin, rule: Tellable): readonly string[] {
  const { fresh, known, whole } = listedIn(bulletin);
  const { added, grown } = ofFresh(fresh);
  const told = [...known, ...grown];
  const severest = mostSevere(added, rule);
  if (!whole || severest === undefined || told.length === 0) return [];
  const news = { ...newNames(added.map(namesIn), told.map(namesIn)), ...newSeverity(added, told) };
  if (Object.keys(news).length === 0) return [];
  return newsInWords({ ...severest, kind: 'update', news }, raising(severest, rule));
}

function newNames(added: readonly Names[], before: readonly Names[]): News {
  const entries = namedKinds.flatMap((kind) => {
    const told = new Set(before.map((names) => names[kind]));
    const found = added.flatMap((names) => names[kind] ?? []).filter((name) => !told.has(name));
    const values = [...new Set(found)];
    return values.length === 0 ? [] : [[kind, { distinct: values.length, values }] as const];
  });
  return Object.fromEntries(entries);
}

function newSeverity(added: readonly Alert[], told: readonly Alert[]): Pick<News, 'severity'> {
  const [from, to] = [told, added].map((alerts) => highestOf(alerts.map(({ severity }) => severity)));
  if (from === undefined || to === undefined || severities.indexOf(to) <= severities.indexOf(from)) return {};
  return { severity: { from, to } };
}

function namesIn(alert: Alert): Names {
  const { who, accountId, address, region } = atAGlance(alert);
  return { user: isHidden(alert) ? hiddenName : who, account: accountId, address, region };
}
