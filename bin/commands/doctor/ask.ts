import type { reads } from './aws/reads.ts';

type Reads = typeof reads;

/** The IAM action that a question takes. */
export type ReadName = keyof Reads;
type CommandOf<Name extends ReadName> = InstanceType<Reads[Name]['command']>;
export type InputOf<Name extends ReadName> = CommandOf<Name>['input'];
export type OutputOf<Name extends ReadName> = Awaited<ReturnType<Middleware<Name>>>['output'];
type Middleware<Name extends ReadName> = ReturnType<CommandOf<Name>['resolveMiddleware']>;

/**
 * Asks AWS, in the deployment's Region or another. Throws NotThere where what is asked about does not exist, CannotLook
 * where there is no answer; any other error is a fault of ours.
 */
export type Ask = <Name extends ReadName>(
  read: Name,
  input: InputOf<Name>,
  where?: { readonly region?: string | undefined },
) => Promise<OutputOf<Name>>;

/** AWS does not let us look, or does not answer. */
export class CannotLook extends Error {
  readonly why: WhyNot;

  constructor(message: string, { cause, ...why }: WhyNot & { readonly cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'CannotLook';
    this.why = why;
  }
}

interface WhyNot {
  /** The action that the credentials lack. */
  readonly lacks?: ReadName;
  /** There are no credentials, or AWS does not take them, or nobody said which Region: no question will be answered. */
  readonly nobody?: true;
  /** What to do, where that is not to be let look. */
  readonly mend?: string;
}

/** What was asked about is not there. */
export class NotThere extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotThere';
  }
}

/** All pages of an answer, or the first of them where somebody has very many. */
export async function allPages<Page extends { readonly NextToken?: string | undefined }, Item>(
  ask: (token: { readonly NextToken?: string }) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask(token === undefined ? {} : { NextToken: token });
    items.push(...(itemsOf(answer) ?? []));
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return items;
}

const mostPages = 50;
