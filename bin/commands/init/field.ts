/** One thing to know: asked by its question at a terminal, given by its flag elsewhere. */
export interface Field {
  /** Its key in the configuration. */
  readonly key: string;
  readonly question: string;
  readonly example: string;
  /** Whether it may be left out. */
  readonly optional?: true;
}

/** A key of the configuration as the command line spells it: `topicArn` is `topic-arn`. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
