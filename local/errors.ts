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
