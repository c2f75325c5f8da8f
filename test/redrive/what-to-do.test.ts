import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { advice, toDoAbout } from '../../bin/commands/redrive/what-to-do.ts';
import {
  DamagedItem,
  ForeignBucket,
  ObjectForbidden,
  ObjectMissing,
  OutOfTime,
  RoleRefused,
  UnknownEnvelope,
  WritesThrottled,
} from '../../lambda/adapters/errors.ts';
import { errorLines } from '../../lambda/adapters/log.ts';
import { AlertClaimed, RulesFailed } from '../../lambda/core/errors.ts';
import { UnreadableObject, UnreadableRecord } from '../../lambda/sources/errors.ts';

const runbook = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const [section = ''] = /^## Messages in a dead-letter queue\n.*?(?=^## )/ms.exec(runbook) ?? [];

function aws(name: string): Error {
  return Object.assign(new Error('of AWS'), { name });
}

describe('what to do', () => {
  it.each<[Error, RegExp]>([
    [new ObjectForbidden('s3://a/b', { cause: aws('AccessDenied') }), /^S3 refuses a file: a fault of permission/],
    [new RoleRefused('arn:aws:iam::1:role/r', { cause: aws('AccessDenied') }), /^A bucket is to be read as a role/],
    [new ObjectMissing('s3://a/b', { cause: aws('NoSuchKey') }), /^A file is gone, /],
    [aws('InvalidObjectState'), /Restore it/],
    [new ForeignBucket('evil'), /another bucket/],
    [new UnknownEnvelope('not JSON'), /does not know/],
    [new UnreadableObject('empty'), /Look at the file/],
    [new UnreadableRecord('no time'), /Look at the file/],
    [new OutOfTime(), /come in parts/],
    [new AlertClaimed('id'), /^It passes/],
    [aws('ProvisionedThroughputExceededException'), /^It passes/],
    [aws('TimeoutError'), /^It passes/],
    [aws('KMSDisabledException'), /outside the stack/],
    [new RulesFailed(new Map([['rule', new TypeError('x')]])), /Report it/],
    [new RulesFailed(new Map([['rule', aws('ThrottlingException')]])), /^It passes/],
    [new RulesFailed(new Map([['rule', aws('AuthorizationErrorException')]])), /outside the stack/],
    [new DamagedItem('f#entra, id', 'failures'), /point-in-time recovery/],
    [new WritesThrottled('table T left 3 of 25 items unprocessed in 8 attempts'), /^It passes/],
    [new Error('socket hang up'), /^It passes/],
    [new Error('read ECONNRESET'), /^It passes/],
    [new Error('getaddrinfo EAI_AGAIN dynamodb.us-east-1.amazonaws.com'), /^It passes/],
    [new RulesFailed(new Map([['rule', new Error('write EPIPE')]])), /^It passes/],
    [new UnreadableObject('socket hang up'), /Look at the file/],
    [aws('NoSuchBucket'), /outside the stack/],
    [aws('ExpiredTokenException'), /outside the stack/],
    [aws('UnrecognizedClientException'), /outside the stack/],
    [aws('CredentialsProviderError'), /outside the stack/],
    [new Error('x'), /^Nobody foresaw this/],
    [new TypeError('x'), /^Nobody foresaw this/],
  ])('is known of %s', (error, expected) => {
    expect(toDoAbout(errorLines(error)).whatToDo).toMatch(expected);
  });

  it('has a row in the runbook for each kind of error, and is known of each row there', () => {
    const rows = [...section.matchAll(/^\| (.+?) +\| /gm)].map(([, cell]) => cell as string);

    const [, , ...kinds] = rows; // below the heading and the line under it
    expect(kinds.filter((cell) => !advice.some(({ row }) => cell.startsWith(row)))).toEqual([]);
    for (const { row } of advice) expect(rows.filter((cell) => cell.startsWith(row))).toHaveLength(1);
  });
});
