import type { Bulletin } from '../../core/bulletin.ts';
import type { Tellable } from '../../core/tellable.ts';
import { fittedSubject } from '../mail/fitted-subject.ts';
import { type Section, stacked } from '../mail/sections.ts';
import { wrapped } from '../mail/wrap.ts';
import { type Mail, type MailOptions, mail } from '../mail.ts';
import { counted } from '../quantity.ts';
import { digestMail } from './digest-mail.ts';
import { groupMail } from './group-mail.ts';
import { type RetrievalOptions, retrieval } from './retrieval.ts';
import { stormMail } from './storm-mail.ts';

export type BulletinMailOptions = MailOptions & RetrievalOptions;

/** The parts of a bulletin's mail; the opening is never left out. */
export interface Composed {
  readonly subject: string;
  readonly opening: readonly string[];
  readonly sections: readonly Section[];
}

/**
 * Several alerts as one mail, bounded and neutralised as `mail` is. A group of one alert is that alert's own mail; its
 * principal is named in the subject only there, and only where that is wanted.
 */
export function bulletinMail(bulletin: Bulletin, rules: readonly Tellable[], options: BulletinMailOptions = {}): Mail {
  const { alerts, alertCount } = bulletin;
  const [only] = alerts;
  const rule = ruleOf(bulletin, rules);
  if (bulletin.about === 'group' && rule !== undefined && only !== undefined && alertCount === 1) {
    return mail(only, rule, options);
  }
  const { subject, opening, sections } = composed(bulletin, rule, options);
  return { subject, body: stacked(opening, sections) };
}

/** The rule that a bulletin is about, where it is of one and that is still there. */
export function ruleOf({ rule, alerts, about }: Bulletin, rules: readonly Tellable[]): Tellable | undefined {
  const id = about === 'digest' ? undefined : (rule?.id ?? alerts[0]?.rule.id);
  return rules.find((each) => each.id === id);
}

function composed(bulletin: Bulletin, rule: Tellable | undefined, options: RetrievalOptions): Composed {
  switch (bulletin.about) {
    case 'digest':
      return digestMail(bulletin, options);
    case 'group':
      return rule === undefined || bulletin.alerts.length === 0
        ? unlisted(bulletin, options)
        : groupMail(bulletin, rule, options);
    case 'storm':
      return stormMail(bulletin, rule, options);
    default:
      return bulletin.about satisfies never;
  }
}

/** Of alerts whose rule was switched off before they were told, all that is left is their number. */
export function unlistedInWords({ alertCount }: Pick<Bulletin, 'alertCount'>): string {
  return `${counted(alertCount, 'alert')} of a rule that is not switched on any more`;
}

function unlisted(bulletin: Bulletin, options: RetrievalOptions): Composed {
  const words = unlistedInWords(bulletin);
  return {
    subject: fittedSubject(`[${bulletin.severity}] `, words),
    opening: wrapped(`${words}: they cannot be shown here.`),
    sections: [{ heading: 'ALL OF THEM', lines: retrieval(bulletin, options) }],
  };
}
