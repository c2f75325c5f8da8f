/** What a log line tells besides its message: numbers and names of our own, never records, users or message bodies. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the functions write their log: one JSON object a line. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A log of JSON lines; `common` stands in each of them, `write` takes a line with its end. */
export function jsonLog(common: LogFields, write: (line: string) => void): Log {
  const at = (level: string) => (message: string, fields?: LogFields) =>
    write(`${JSON.stringify({ level, message, ...common, ...fields })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * An error as log fields: its name and message and those of all its causes, no stack. Messages of others are bounded, as
 * a service's answer can quote what it was sent.
 */
export function errorFields(error: unknown): LogFields {
  return { error: errorLines(error) };
}

/** The same as texts: `name: message` of the error and of all its causes. */
export function errorLines(error: unknown): readonly string[] {
  return chain(error).take(mostCauses).map(oneLine).toArray();
}

const mostCauses = 20;
const longest = 500;

/** An error and what caused it; where several did, one after the other. */
function* chain(error: unknown): Generator<unknown> {
  if (error instanceof AggregateError) {
    for (const each of error.errors) yield* chain(each);
    return;
  }
  yield error;
  if (error instanceof Error && error.cause !== undefined) yield* chain(error.cause);
}

/** A parser quotes what it could not parse: its error is but a name. */
function oneLine(error: unknown): string {
  if (error instanceof SyntaxError) return error.name;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
  return text.slice(0, longest);
}
