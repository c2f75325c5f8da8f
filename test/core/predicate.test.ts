import { describe, expect, it } from 'vitest';
import { holds, type Predicate, where } from '../../lambda/core/predicate.ts';
import { at, cloudTrailEvent } from './events.ts';

const verdict = (predicate: Predicate, fields: Record<string, string | boolean | null>): boolean =>
  holds(predicate, cloudTrailEvent('e', at(0), fields));

describe('a predicate', () => {
  it.each([
    ['is folds ASCII case', where('EventName').is('ConsoleLogin'), { EventName: 'CONSOLElogin' }, true],
    ['is demands the whole value', where('EventName').is('ConsoleLogin'), { EventName: 'ConsoleLogin2' }, false],
    ['is takes an absent value as empty', where('LoginResult').is('Success'), {}, false],
    ['isNot holds for an absent value', where('MFAUsed').isNot('Yes'), {}, true],
    ['isNot folds ASCII case', where('MFAUsed').isNot('Yes'), { MFAUsed: 'YES' }, false],
    ['no other letter folds', where('UserAgent').is('k'), { UserAgent: '\u212a' }, false],
    [
      'notContains folds ASCII case',
      where('SessionIssuerUserName').notContains('AWSReservedSSO'),
      { SessionIssuerUserName: 'x_awsreservedsso_y' },
      false,
    ],
    ['notContains holds for an absent value', where('SessionIssuerUserName').notContains('AWSReservedSSO'), {}, true],
    ['contains finds a part', where('UserAgent').contains('CURL'), { UserAgent: 'a curl b' }, true],
    ['isExactly minds the case', where('EventName').isExactly('ConsoleLogin'), { EventName: 'consolelogin' }, false],
    ['in minds the case', where('EventName').in('A', 'B'), { EventName: 'b' }, false],
    ['notIn holds for an absent value', where('EventName').notIn('A', 'B'), {}, true],
    ['isPresent fails for an absent value', where('SourceAddress').isPresent(), {}, false],
    [
      'a boolean compares as its text',
      where('SessionMfaAuthenticated').is('TRUE'),
      { SessionMfaAuthenticated: true },
      true,
    ],
    ['null compares as empty', where('SessionMfaAuthenticated').isExactly(''), { SessionMfaAuthenticated: null }, true],
  ])('%s', (_, predicate, fields, expected) => {
    expect(verdict(predicate, fields)).toBe(expected);
  });

  it('on a field that the event does not have sees an empty value', () => {
    expect(verdict(where('ResultType').isExactly(''), {})).toBe(true);
  });
});
