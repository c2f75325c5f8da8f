import type { Readable, Writable } from 'node:stream';

/** Who answers has had enough: Ctrl-C, or Escape. Nothing was written. */
export class BrokenOff extends Error {
  constructor() {
    super('broken off; nothing was written');
    this.name = 'BrokenOff';
  }
}

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** Asks at a terminal, one question after the other. Each throws BrokenOff where it is broken off. */
export interface Asker {
  /** A line of text without spaces around it, once `check` finds nothing to say about it. */
  text(
    question: string,
    options: { readonly example?: string; readonly check: (answer: string) => string | undefined },
  ): Promise<string>;
  choice<Value extends string>(question: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** Yes or no; no is what Enter says. */
  confirm(question: string): Promise<boolean>;
  warn(sentence: string): void;
}

/** The questions of @clack/prompts, which is loaded only here: other commands need not wait for it. */
export async function clackAsker(streams: { readonly input: Readable; readonly output: Writable }): Promise<Asker> {
  const { text, select, confirm, isCancel, log } = await import('@clack/prompts');
  async function answerOf<Answer>(prompt: Promise<Answer>): Promise<Exclude<Answer, symbol>> {
    const answer = await prompt;
    if (isCancel(answer)) throw new BrokenOff();
    return answer as Exclude<Answer, symbol>; // a symbol only where it is broken off
  }
  return {
    async text(question, { example, check }) {
      const answer = await answerOf(
        text({
          ...streams,
          message: question,
          ...(example !== undefined && { placeholder: example }),
          validate: (typed = '') => check(typed.trim()),
        }),
      );
      return (answer ?? '').trim();
    },
    async choice(question, choices) {
      const options = choices.map(({ label, hint }, value) => ({ value, label, ...(hint !== undefined && { hint }) }));
      const index = await answerOf(select<number>({ ...streams, message: question, options }));
      return (choices[index] as (typeof choices)[number]).value; // only one of them can be chosen
    },
    confirm: (question) => answerOf(confirm({ ...streams, message: question, initialValue: false })),
    warn: (sentence) => log.warn(sentence, streams),
  };
}
