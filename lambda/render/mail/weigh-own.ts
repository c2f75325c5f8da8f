import type { Alert } from '../../core/alert.ts';
import { hiddenName } from '../hidden-name.ts';
import { ownValues } from '../own-values.ts';
import { better, named, note, spray, type Weight, worse } from './weight.ts';

/** What the alert's own events name, for and against it, where its columns do not name a single one. */
export function ownWeights(alert: Alert): readonly Weight[] {
  return [...users(alert), ...addresses(alert)];
}

/** AWS hides the names of users that do not exist, and a user who is called root is shown as the worse of the two. */
function users(alert: Alert): readonly Weight[] {
  const { distinct, top } = ownValues(alert)['User'] ?? { distinct: 0, top: [] };
  const hidden = top.find(({ value }) => value === hiddenName);
  const root = top.some(({ value }) => value === 'root');
  const weights: Weight[] = [];
  if (root) weights.push(worse('The root user is among its users.'));
  if (distinct >= spray) {
    weights.push(worse(`It is about ${distinct} users: more like a spray than one person who mistypes.`));
  }
  if (hidden !== undefined) {
    weights.push(
      note(
        `${hidden.count} of its events name users that do not exist. AWS hides these names, so they count as one user.`,
      ),
    );
  }
  if (distinct !== 1 || root || hidden !== undefined) return weights;
  const only = named(top[0]?.value ?? '');
  return [better(`It is about ${only} alone: more likely a person, or a job with an old password, than a spray.`)];
}

function addresses(alert: Alert): readonly Weight[] {
  const { distinct = 0 } = ownValues(alert)['SourceIpAddress'] ?? {};
  if (distinct < spray) return [];
  return [worse(`It came from ${distinct} addresses: more like an attack from many machines than one person.`)];
}
