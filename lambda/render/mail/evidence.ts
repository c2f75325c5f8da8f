import type { Alert } from '../../core/alert.ts';
import type { Tellable } from '../../core/tellable.ts';
import { neutral } from '../neutral.ts';
import { defanged } from './defang.ts';
import { wrapped } from './wrap.ts';

const mostListed = 5;
const longestObject = 1_100;

/** Which events, in which objects they stand, and what the alert itself is called; the first five events by name. */
export function evidence(alert: Alert, { events }: Tellable): readonly string[] {
  const { evidence: found, eventCount, alertId, revision, rule } = alert;
  const word = events?.id ?? 'event';
  const listed = found.slice(0, mostListed);
  const objects = Map.groupBy(listed, ({ object }) => object);
  const rest = eventCount - listed.length;
  return [
    ...[...objects].flatMap(([object, inIt]) => [
      `  ${objectName(object)}`,
      ...inIt
        .filter(({ eventId }) => eventId !== object)
        .flatMap(({ eventId }) => wrapped(`${word} ${defanged(neutral(eventId))}`, '    ')),
    ]),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    `  alert ${alertId}, revision ${revision}`,
    ...wrapped(
      events === undefined
        ? `rule ${rule.id}, from ${rule.original.platform} ${rule.original.id}`
        : `system alert ${rule.id}`,
      '  ',
      '    ',
    ),
  ];
}

/**
 * A name to copy, on a line of its own. Whoever writes into the bucket of the logs is not the one whose logins they
 * tell, so a name such as objects usually have stays as it is, dots and all; in another, links are broken.
 */
function objectName(object: string): string {
  const shown = neutral(object, longestObject);
  const scheme = shown.startsWith('s3://') ? 's3://' : '';
  const name = shown.slice(scheme.length);
  return scheme + (/^(?!.*(?:\/\/|\bwww\.))[\w!.*'()/=+@-]+$/i.test(name) ? name : defanged(name));
}
