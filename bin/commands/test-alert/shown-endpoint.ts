import { neutral } from '../../../lambda/render/neutral.ts';

/** Where Amazon Q Developer takes what it writes to chat channels. */
const amazonQ = 'global.sns-api.chatbot.amazonaws.com';

/**
 * A subscriber's endpoint, enough of it to know it by. What is written here ends up in logs of CI: of a mail address the
 * first letter and the domain, of a URL the host, as its path may hold a secret; of a phone number the end. ARNs whole.
 */
export function shownEndpoint(protocol: string, endpoint: string): string {
  switch (protocol) {
    case 'email':
    case 'email-json':
      return neutral(endpoint.replace(/^(.).*@/s, '$1…@'), 80);
    case 'http':
    case 'https':
      return shownUrl(endpoint);
    case 'sms':
      return `…${neutral(endpoint.slice(-3))}`;
    default:
      return neutral(endpoint);
  }
}

function shownUrl(endpoint: string): string {
  if (!URL.canParse(endpoint)) return '…';
  const { protocol, host } = new URL(endpoint);
  return host === amazonQ ? 'Amazon Q Developer (chat channels)' : `${protocol}//${neutral(host, 80)}/…`;
}
