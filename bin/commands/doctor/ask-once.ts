import type { Ask, InputOf, OutputOf, ReadName } from './ask.ts';

/** The same, but no question twice: several checks may want to know the same. */
export function askOnce(ask: Ask): Ask {
  const answers = new Map<string, Promise<unknown>>();
  return <Name extends ReadName>(
    read: Name,
    input: InputOf<Name>,
    where: { readonly region?: string | undefined } = {},
  ): Promise<OutputOf<Name>> => {
    const key = JSON.stringify([read, input, where]);
    const answer = answers.get(key) ?? ask(read, input, where);
    answers.set(key, answer);
    return answer as Promise<OutputOf<Name>>;
  };
}
