import { here } from '../here.ts';

/** The account that fauxqs puts into every ARN and URL of its own. */
const theirs = '000000000000';

/**
 * ARNs of queues and topics in a text, as fauxqs knows them; a topic may be another account's. Only for texts without
 * messages: those are not ours to change.
 */
export function toTheirs(text: string): string {
  return text
    .replaceAll(new RegExp(`(arn:aws:sqs:[a-z0-9-]+:)${here.account}:`, 'g'), `$1${theirs}:`)
    .replaceAll(/(arn:aws:sns:[a-z0-9-]+:)\d{12}:/g, `$1${theirs}:`);
}

/** And back; URLs of queues as well, which are then found at `endpoint`. */
export function toOurs(text: string, endpoint: string): string {
  return text
    .replaceAll(new RegExp(`(arn:aws:(?:sqs|sns):[a-z0-9-]+:)${theirs}:`, 'g'), `$1${here.account}:`)
    .replaceAll(new RegExp(`https?://[^/"<]+/${theirs}/`, 'g'), `${endpoint}/${here.account}/`);
}
