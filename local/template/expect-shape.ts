import * as v from 'valibot';
import { TemplateFault } from '../errors.ts';

/** The value, of the schema's type. Throws TemplateFault with every place where it is otherwise; `what` names the whole. */
export function expectShape<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
  throw new TemplateFault(`the cloud on the laptop does not know what ${what} has here: ${faults.join('; ')}`);
}

/** One text or a list of them, always as a list. */
export const oneOrMany = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((each) => [each].flat()),
);

/** A number, which CloudFormation also takes as text. */
export const numeric = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.number('must be a number'));

/** Properties that change nothing on the laptop: any value, or none. */
export function without<const Names extends readonly string[]>(...names: Names) {
  const entries = names.map((name) => [name, v.optional(v.unknown())] as const);
  return Object.fromEntries(entries) as Record<Names[number], ReturnType<typeof anything>>;
}

function anything() {
  return v.optional(v.unknown());
}
