import type { Asker } from './asker.ts';
import { type Draft, faultsAt, type Values } from './draft.ts';
import type { Field } from './field.ts';

/** Where the answers to some fields belong in the configuration. */
export interface Place {
  readonly path: readonly (string | number)[];
  /** The configuration with these answers there. */
  draftWith(values: Values): Draft;
}

/** Asks one field after the other; what was given already is not asked again, and beside it nothing that is optional. */
export async function askFields(fields: readonly Field[], given: Values, place: Place, asker: Asker): Promise<Values> {
  const partly = fields.some(({ key }) => given[key] !== undefined);
  let values = given;
  for (const field of fields) {
    if (values[field.key] !== undefined || (partly && field.optional)) continue;
    const answer = await askField(field, values, place, asker);
    values = { ...values, [field.key]: answer === '' ? undefined : answer };
  }
  return values;
}

/** Asks until the configuration's own schema has nothing to say about the answer. */
function askField({ key, question, example, optional }: Field, values: Values, place: Place, asker: Asker) {
  return asker.text(question, {
    example,
    check: (answer) => {
      if (answer === '') return optional ? undefined : 'It has to be said.';
      const [fault] = faultsAt(place.draftWith({ ...values, [key]: answer }), [...place.path, key]);
      return fault && sentence(fault.message);
    },
  });
}

/** What is wrong with an answer, without its place: that is asked for right above. */
export function sentence(message: string): string {
  return `It ${message}.`;
}
