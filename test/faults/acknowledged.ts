import { bulletinIn } from '../../lambda/core/bulletin.ts';
import type { Alerts } from '../../lambda/core/ports.ts';

/** What a message's work touched, by the time that it was done. */
export interface Acknowledged {
  /** The alerts into which something was merged, or that were to be told. */
  readonly alertIds: ReadonlySet<string>;
}

export type Acknowledgements = ReturnType<typeof acknowledgements>;

/** Which alerts each message belongs to, as far as its invocation showed. */
export function acknowledgements() {
  const open = new Map<string, Set<string>>();
  const closed = new Map<string, Set<string>>();
  return {
    /** The same alerts; what an invocation merges and claims is noted for the message that it works on. */
    touched(owner: string, alerts: Alerts): Alerts {
      const note = (alertId: string): void => void (open.get(owner) ?? begun(open, owner)).add(alertId);
      return {
        ...alerts,
        merge(finding, more) {
          if (bulletinIn({ ruleId: finding.rule.id }) === undefined) note(finding.alertId);
          return alerts.merge(finding, more);
        },
        claim(request) {
          if (request.owner === owner) note(request.alertId); // bulletins are claimed in other names
          return alerts.claim(request);
        },
      };
    },
    /** Takes a line of the log: an invocation takes its messages one after the other, and says when one is done. */
    read(line: string): void {
      if (!line.includes('"message done"')) return;
      const { requestId, messageId } = JSON.parse(line) as { readonly requestId: string; readonly messageId: string };
      closed.set(`${requestId} ${messageId}`, open.get(requestId) ?? new Set());
      open.delete(requestId);
    },
    of(owner: string, messageId: string): Acknowledged {
      return { alertIds: closed.get(`${owner} ${messageId}`) ?? new Set() };
    },
  };
}

function begun(open: Map<string, Set<string>>, owner: string): Set<string> {
  const touched = new Set<string>();
  open.set(owner, touched);
  return touched;
}
