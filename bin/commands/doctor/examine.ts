import type { Ask, ReadName } from './ask.ts';
import { type Check, lookAt, type Ports } from './check.ts';
import type { Finding, Verdict } from './finding.ts';

/** What a check found. */
export interface Result {
  readonly check: Check;
  /** At least one. */
  readonly findings: readonly Finding[];
}

/** From the best to the worst; what is not known is worse than a warning, as it may be a fault. */
const verdicts = ['ok', 'skipped', 'warning', 'unknown', 'fault'] as const satisfies readonly Verdict[];

/** Makes all checks at once; none stops another. */
export function examine(checks: readonly Check[], ports: Ports): Promise<readonly Result[]> {
  return Promise.all(
    checks.map(async (check) => {
      const own = { ...ports, ask: only(check, ports.ask) };
      return { check, findings: await lookAt(check.title, () => check.look(own)) };
    }),
  );
}

/** The worst verdict of a check. */
export function verdictOf({ findings }: Result): Verdict {
  return verdicts[Math.max(0, ...findings.map(({ verdict }) => verdicts.indexOf(verdict)))] ?? 'ok';
}

/** A check that asks what it does not declare would make its declaration, and the policy of the documentation, a lie. */
function only({ id, needs }: Check, ask: Ask): Ask {
  return (read: ReadName, ...rest) => {
    if (!needs.includes(read)) throw new Error(`the check ${id} does not declare that it needs ${read}`);
    return ask(read, ...rest);
  };
}
