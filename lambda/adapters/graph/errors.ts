/** Entra ID, Graph or AWS says no, and goes on saying so until a person has acted. The message says what to do. */
export class GraphRefused extends Error {
  /** As the service names it, `AADSTS7000222` for instance, or a word of ours where it gave none. */
  readonly code: string;

  /** `whatToDo` is one or two sentences; never a service's own text, which can quote what it was sent. */
  constructor(code: string, whatToDo: string, options?: ErrorOptions) {
    super(`${whatToDo} (${code})`, options);
    this.name = 'GraphRefused';
    this.code = code;
  }
}

/** It did not work now, and passes by itself: the next run tries again. */
export class GraphUnavailable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'GraphUnavailable';
  }
}
