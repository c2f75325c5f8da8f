import ipaddr from 'ipaddr.js';

/** An IP address in canonical form: RFC 5952 for IPv6, dotted decimal for IPv4 and IPv4-mapped IPv6. */
export type Address = string & { readonly unit: 'address' };

const hextets = /^[0-9a-f:]+(?:(?<=:)(?<embedded>[0-9.]+))?$/i;

/**
 * The canonical form of what inet_pton accepts: no port, zone, space or leading zeros in IPv4.
 * `0.0.0.0` and `::` name nobody and are no addresses here; nor is `AWS Internal`, a redacted
 * `203.0.113.XXX`, a GUID or `<null>`, all of which stand in the address field of real logs.
 */
export function parseAddress(text: string): Address | undefined {
  const canonical = canonicalForm(text);
  return canonical === '0.0.0.0' || canonical === '::' ? undefined : (canonical as Address | undefined);
}

/** The same of `0.0.0.0` and `::`, too, which begin ranges of addresses. */
export function canonicalForm(text: string): string | undefined {
  if (text.length > 45) return undefined; // the longest textual IPv6 address (INET6_ADDRSTRLEN - 1)
  return text.includes(':') ? canonicalIpv6(text) : canonicalIpv4(text);
}

/** Four numbers up to 255 without leading zeros: what ipaddr.js calls a four-part decimal. */
const fourParts = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function canonicalIpv4(text: string): string | undefined {
  return fourParts.test(text) ? text : undefined;
}

function canonicalIpv6(text: string): string | undefined {
  const shape = hextets.exec(text);
  if (shape === null) return undefined;
  const embedded = shape.groups?.['embedded'] ?? '';
  const plain = embedded.includes('.') ? withoutDots(text, embedded) : text;
  if (plain === undefined || !ipaddr.IPv6.isValid(plain)) return undefined;
  const address = ipaddr.IPv6.parse(plain);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** `::192.0.2.1` as `::c000:201`: ipaddr.js reads the first as `::ffff:192.0.2.1`, which is another address. */
function withoutDots(text: string, embedded: string): string | undefined {
  if (canonicalIpv4(embedded) === undefined) return undefined;
  const [a, b, c, d] = ipaddr.IPv4.parse(embedded).toByteArray() as [number, number, number, number];
  const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  return text.slice(0, -embedded.length) + hex;
}
