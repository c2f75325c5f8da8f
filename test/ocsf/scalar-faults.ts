import type { ScalarType } from './schema.ts';

/** What is wrong with a value of a scalar type, or undefined. */
export type ScalarFaults = (value: unknown, type: string) => string | undefined;

/** The types that narrow no other; a long is bounded by what JSON's readers keep exactly. */
const basic: Readonly<Record<string, (value: unknown) => boolean>> = {
  boolean_t: (value) => typeof value === 'boolean',
  float_t: (value) => typeof value === 'number' && Number.isFinite(value),
  integer_t: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  json_t: (value) => value !== undefined,
  long_t: (value) => Number.isSafeInteger(value),
  string_t: (value) => typeof value === 'string',
};

export function scalarFaults(types: Readonly<Record<string, ScalarType>>): ScalarFaults {
  return function judge(value: unknown, name: string): string | undefined {
    const type = types[name];
    if (type === undefined) throw new Error(`the schema has no type '${name}'`);
    const wider = type.type === undefined ? undefined : judge(value, type.type);
    if (wider !== undefined) return wider;
    if (type.type === undefined && basic[name]?.(value) !== true) return `must be of ${name}`;
    if (typeof value === 'string') return textFault(value, type, name);
    const [least, most] = type.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return typeof value === 'number' && (value < least || value > most) ? `must be of ${name}` : undefined;
  };
}

function textFault(value: string, { regex, maxLength }: ScalarType, name: string): string | undefined {
  if (maxLength !== undefined && value.length > maxLength) return `is too long for ${name}`;
  return regex !== undefined && !new RegExp(regex).test(value) ? `must look like ${name}` : undefined;
}
