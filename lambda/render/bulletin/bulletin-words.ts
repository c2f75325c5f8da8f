import type { Bulletin } from '../../core/bulletin.ts';
import { counted } from '../quantity.ts';
import { digestInWords } from './digest-mail.ts';
import { stormInWords } from './storm-mail.ts';

/** A bulletin in a sentence, from its numbers alone. */
export function bulletinInWords(bulletin: Bulletin): string {
  const { about, revision, rule, alertCount, freshCount } = bulletin;
  switch (about) {
    case 'digest':
      return digestInWords(bulletin);
    case 'group': {
      const title = rule?.title ?? 'a rule that is not switched on any more';
      const news = revision === 1 ? '' : `${freshCount} new or grown; `;
      return `${news}${counted(alertCount, 'alert')} that belong together: ${title}`;
    }
    case 'storm':
      return stormInWords(bulletin);
    default:
      return about satisfies never;
  }
}
