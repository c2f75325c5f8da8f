import type { Alert } from '../../core/alert.ts';
import type { CloudTrailField, SignInField } from '../../core/event.ts';
import type { EventCount, Temporal } from '../../core/rule.ts';
import type { Tellable } from '../../core/tellable.ts';
import { inUnits } from '../explain-words.ts';

/** The fields that correlations compare, as people call them; another stays as it is. */
const words: Partial<Record<CloudTrailField | SignInField, string>> = {
  RecipientAccountId: 'account',
  User: 'user',
  UserIdentityUserName: 'user',
  SourceAddress: 'address',
};

/** What it takes for the rule to fire, with its numbers as they are set; undefined for a rule that a single event fires. */
export function threshold({ eventCount }: Alert, { correlate }: Tellable): string | undefined {
  switch (correlate?.type) {
    case undefined:
      return undefined;
    case 'event_count':
      return `It takes more than ${correlate.moreThan} such events of ${same(correlate)}; here are ${eventCount}.`;
    case 'temporal': {
      const sides = correlate.sides.map(
        ({ name, moreThan }) => `${moreThan === 0 ? 'one' : `more than ${moreThan}`} of ${name}`,
      );
      return `It takes a login, and ${sides.join(', or ')}, of ${same(correlate)}.`;
    }
    default:
      return correlate satisfies never;
  }
}

function same({ by, within }: EventCount | Temporal): string {
  const names = by.map((field) => words[field] ?? field);
  const last = names.at(-1) ?? '';
  const listed = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
  return `the same ${listed} within ${inUnits(within)}`;
}
