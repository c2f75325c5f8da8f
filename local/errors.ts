/** What went wrong, for a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A template that the cloud on the laptop cannot stand for. The message says what was found, and where. */
export class TemplateFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemplateFault';
  }
}

/** The CDK app did not synthesise. The message is what it said. */
export class SynthesisFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SynthesisFailed';
  }
}

/** Something is still going on in the cloud on the laptop after as long as somebody was ready to wait. */
export class NotIdle extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotIdle';
  }
}

/** The port cannot be listened on. The message says which, why, and what to do. */
export class PortNotFree extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PortNotFree';
  }
}

/** Whoever started it wants it to end before it was up. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
