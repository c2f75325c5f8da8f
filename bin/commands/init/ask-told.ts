import { askFields, sentence } from './ask-field.ts';
import type { Asker } from './asker.ts';
import { faultsAt, type SubscriberDraft, type Values } from './draft.ts';
import { type SubscriberName, subscriberKinds, subscriberOf, withSubscriber } from './told-fields.ts';

/** Asks who is told: people, operators, a channel, a program. Nobody is an answer, too. */
export async function askTold(asker: Asker): Promise<SubscriberDraft> {
  const people = await askMails('people', {}, asker);
  const operators = await askMails('operators', people, asker);
  const chat = await askOne('Should alerts go to a chat channel?', ['slack', 'teams'], operators, asker);
  return askOne('Should a program get alerts as JSON?', ['sqs', 'lambda', 'https'], chat, asker);
}

async function askMails(name: 'people' | 'operators', before: SubscriberDraft, asker: Asker): Promise<SubscriberDraft> {
  const [{ question, example }] = subscriberKinds[name].fields;
  const draftOf = (answer: string): SubscriberDraft =>
    addressesIn(answer).reduce((draft, address) => withSubscriber(draft, name, subscriberOf(name, address)), before);
  const answer = await asker.text(`${question} Enter, if nobody.`, {
    example,
    check: (typed) => {
      const [fault] = faultsAt({ subscribers: draftOf(typed) }, ['subscribers', name]);
      return fault && sentence(fault.message);
    },
  });
  return draftOf(answer);
}

function addressesIn(answer: string): readonly string[] {
  return answer.split(/[\s,;]+/).filter((address) => address !== '');
}

async function askOne(
  question: string,
  names: readonly SubscriberName[],
  before: SubscriberDraft,
  asker: Asker,
): Promise<SubscriberDraft> {
  const choices = names.map((value) => ({ value, label: subscriberKinds[value].label }));
  const name = await asker.choice<SubscriberName | 'no'>(question, [{ value: 'no', label: 'no' }, ...choices]);
  if (name === 'no') return before;
  const { list, protocol, fields } = subscriberKinds[name];
  const draftOf = (values: Values): SubscriberDraft => withSubscriber(before, name, values);
  const place = {
    path: ['subscribers', list, before[list]?.length ?? 0],
    draftWith: (values: Values) => ({ subscribers: draftOf(values) }),
  };
  return draftOf(await askFields(fields, { protocol }, place, asker));
}
