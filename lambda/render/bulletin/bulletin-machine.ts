import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';
import { withFewerEvents } from '../fewer-events.ts';
import { jsonLine } from '../json-line.ts';
import { ocsfFinding } from '../ocsf.ts';
import { ocsfSummary } from './bulletin-ocsf.ts';
import { fitting } from './fitting.ts';

/** SNS takes 262,144 bytes, attributes included, of which a bulletin has several values each. */
const mostBytes = 250_000;

/**
 * A bulletin for programs, as the body of a message: `gatewarden.bulletin/1`, or one OCSF finding. Where that is too
 * large, its alerts list fewer of their events, and then those that do not fit are left out; `alertCount` stays.
 */
export function bulletinMachine(bulletin: Bulletin, format: 'json' | 'ocsf' = 'json'): { readonly body: string } {
  const line = (alerts: readonly Alert[]): string => {
    const each = { ...bulletin, alerts };
    return jsonLine(format === 'ocsf' ? ocsfSummary(each) : each);
  };
  const whole = line(bulletin.alerts);
  if (Buffer.byteLength(whole) <= mostBytes) return { body: whole };
  const shorter = bulletin.alerts.map(withFewerEvents);
  // A finding of its own has all that a summary tells of an alert, and more.
  const written = (alert: Alert): string => jsonLine(format === 'ocsf' ? ocsfFinding(alert) : alert);
  return { body: line(fitting(shorter, mostBytes - Buffer.byteLength(line([])), written)) };
}
