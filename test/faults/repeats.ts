import { type Publication, publicationsIn, type Telling } from '../contracts/telling/trace.ts';
import type { Quiet } from './system.ts';

/** Why something may be published under a revision that was published before. */
export const excuses = [
  'its invocation had crashed',
  'the answer was lost',
  'its lease had ended',
  'it could not be marked, however often that was tried',
] as const;
export type Excuse = (typeof excuses)[number];

/** How often an invocation tries to mark what it told, as `lambda/core/publish.ts` has it. */
export const attemptsToMark = 3;

/** What was published and then published again, with what excuses the second time; undefined where nothing does. */
export function repeatsIn({
  tellings,
  died,
}: Pick<Quiet, 'tellings' | 'died'>): readonly { readonly first: Publication; readonly excuse: Excuse | undefined }[] {
  const publications = publicationsIn({ tellings });
  const byRevision = Map.groupBy(publications, ({ id, audience, revision }) => `${id} ${audience} ${revision}`);
  return [...byRevision.values()].flatMap((same) =>
    same.slice(0, -1).map((first, n) => {
      const isLate = same.slice(n + 1).every(({ held }) => !held); // by who had lost its claim and did not know
      return { first, excuse: isLate ? ('its lease had ended' as const) : excuseOf(first, died) };
    }),
  );
}

function excuseOf(first: Telling, died: ReadonlySet<string>): Excuse | undefined {
  const { outcome, held, owner, failedMarks = 0 } = first;
  if (outcome === 'told') return undefined;
  if (outcome === 'overtaken' || !held) return 'its lease had ended';
  if (died.has(invocationOf(owner))) return 'its invocation had crashed';
  if (outcome === 'answer lost') return 'the answer was lost';
  return failedMarks >= attemptsToMark ? 'it could not be marked, however often that was tried' : undefined;
}

/** An invocation tells bulletins in names of their own, which begin with its name. */
export function invocationOf(owner: string): string {
  return owner.split('/')[0] as string;
}
