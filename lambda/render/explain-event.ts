import type { CloudTrailEvent, DetectorEvent } from '../core/event.ts';
import { hiddenName } from './hidden-name.ts';
import { neutral } from './neutral.ts';
import { resultCodeInWords } from './result-codes.ts';

const mostCharacters = 64;

/** What an event is, in a few texts that are safe to show: what happened, who, where from. What is unknown is left out. */
export function eventFacts(event: DetectorEvent): readonly string[] {
  const texts =
    event.source === 'cloudtrail'
      ? [
          joined([event.fields.EventName, event.fields.LoginResult]),
          whoIn(event),
          event.fields.RecipientAccountId,
          event.fields.SourceIpAddress,
          event.fields.AWSRegion,
        ]
      : [
          'sign-in',
          event.fields.UserPrincipalName,
          event.fields.IPAddress,
          resultCodeInWords(String(event.fields.ResultType ?? '')),
          event.fields.Type,
        ];
  return texts.filter((text) => text !== '' && text !== null).map((text) => neutral(String(text), mostCharacters));
}

/** `root`, the user's name, or that AWS hides it. A user who is called root must not look like root. */
export function whoIn({ fields }: CloudTrailEvent): string {
  const name = String(fields.User ?? '');
  if (fields.UserIdentityType === 'Root') return 'root';
  if (name === hiddenName) return 'unknown user name';
  return name.toLowerCase() === 'root' ? `${name} (not the root user)` : name;
}

function joined(parts: readonly unknown[]): string {
  return parts.filter((part) => part !== '' && part !== null).join(' ');
}
