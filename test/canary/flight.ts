import { loginOf, signInsOf } from '../../lambda/canary/files.ts';
import type { CanaryRun } from '../../lambda/canary/run.ts';
import { type Instant, parseInstant } from '../../lambda/core/time.ts';

/** A run, whose id is made of one digit; its login is at 12:00:00 on 2026-11-20. */
export function runOf(digit: string, at = parseInstant('2026-11-20T12:00:00Z') as Instant): CanaryRun {
  return { id: digit.repeat(32), at };
}

/** Its failed sign-ins and its login, as they lie in these buckets. */
export function stored(run: CanaryRun, { canary, landing }: { readonly canary: string; readonly landing: string }) {
  const [signIns, login] = [signInsOf(run), loginOf(run)];
  return {
    signIns: signIns.key,
    login: login.key,
    objects: new Map([
      [`s3://${landing}/${signIns.key}`, signIns.body],
      [`s3://${canary}/${login.key}`, login.body],
    ]),
  };
}
