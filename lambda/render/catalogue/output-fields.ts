import { columnName } from '../../core/alert.ts';
import { cloudTrailFields } from '../../core/event.ts';
import type { GroupColumn, Rule, TimeColumn } from '../../core/rule.ts';
import type { OutputField } from './page.ts';

/** The columns of a rule's alerts, in their order, each with where its value comes from. */
export function outputFieldsOf({ groupBy, timeColumns, entities }: Rule): readonly OutputField[] {
  const identifiers = entities.flatMap(({ type, identifiers: columns }) =>
    Object.entries(columns).map(([identifier, column]) => ({ column, name: `${type}.${identifier}` })),
  );
  const entitiesOf = (name: string): readonly string[] =>
    identifiers.filter(({ column }) => column === name).map((identifier) => identifier.name);
  const groups = groupBy.map((column) => ({ name: columnName(column), kind: 'group' as const, from: fromOf(column) }));
  const times = timeColumns.map(({ name, shows }) => ({ name, kind: 'time' as const, from: timeOf(shows) }));
  return [...groups, ...times].map((field) => ({ ...field, entities: entitiesOf(field.name) }));
}

function fromOf(column: GroupColumn): string {
  if (typeof column === 'string') return cloudTrailFields[column];
  return 'constant' in column ? `always "${column.constant}"` : cloudTrailFields[column.field];
}

function timeOf(shows: TimeColumn['shows']): string {
  return shows === 'startTime' ? "the time of the alert's first event" : "the time of the alert's last event";
}
