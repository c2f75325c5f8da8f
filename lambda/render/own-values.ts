import type { Alert, ValueCounts } from '../core/alert.ts';

/** By field of the events. */
export type Values = Readonly<Partial<Record<string, ValueCounts>>>;

/** What the alert's own events name, in fields that its columns leave open. Only a context without sides tells of these. */
export function ownValues({ context: { sides, values } }: Alert): Values {
  return sides === undefined ? (values ?? {}) : {};
}

/** What the events of other sides name, which stand beside the alert's own. */
export function valuesBeside({ context: { sides, values } }: Alert): Values {
  return sides === undefined ? {} : (values ?? {});
}
