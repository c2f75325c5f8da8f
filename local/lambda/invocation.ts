/** What a function is configured with, as the template has it. */
export interface FunctionSpec {
  readonly name: string;
  /** The asset as it would be deployed: an absolute path. */
  readonly codeFolder: string;
  /** The module without its extension and what it exports: `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The function's own variables; here also what Lambda adds of its own: the role's credentials and the Region. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How an invocation ended, as Lambda tells who invoked: what the handler answered, or why it answered nothing. */
export type Invocation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: InvocationError };

/** `errorType` is the error's name, or one of Lambda's own: Sandbox.Timedout, Runtime.ExitError and so on. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
}
