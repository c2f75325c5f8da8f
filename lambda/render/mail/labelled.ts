import { defanged } from './defang.ts';
import { row } from './wrap.ts';

/** Labels and values in two columns; rows without a value are left out. Values are defanged here, at the last moment. */
export function labelledRows(
  labelled: readonly (readonly [string, string | undefined])[],
  indent = '',
): readonly string[] {
  return labelled.flatMap(([label, value]) => (value ? row(label, defanged(value), indent) : []));
}
