/** An error that the runtime itself finds. */
export class RuntimeError extends Error {
  /** @param {string} type without `Runtime.` */
  constructor(type, message, options) {
    super(message, options);
    this.name = `Runtime.${type}`;
  }
}

/**
 * An error, or whatever was thrown instead of one, as the Runtime API takes it.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
 *
 * @returns {{ errorType: string, errorMessage: string, trace: string[] }}
 */
export function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack ?? '').split('\n') };
}
