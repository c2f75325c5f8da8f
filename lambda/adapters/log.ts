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
 * An error as log fields: names and messages down the chain of causes, no stack. Messages of others are bounded, as a
 * service's answer can quote what it was sent.
 */
export function errorFields(error: unknown): LogFields {
  const messages: string[] = [];
  for (let at = error; at !== undefined && messages.length < mostCauses; at = causeOf(at)) messages.push(oneLine(at));
  return { error: messages };
}

const mostCauses = 5;
const longest = 500;

function causeOf(error: unknown): unknown {
  if (error instanceof AggregateError) return error.errors[0];
  return error instanceof Error ? error.cause : undefined;
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
  return text.slice(0, longest);
}
