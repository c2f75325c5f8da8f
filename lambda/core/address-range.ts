import ipaddr from 'ipaddr.js';
import { type Address, canonicalForm, parseAddress } from './address.ts';

/** Addresses that share their first bits. */
export type AddressRange = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefixLength: number];

const shape = /^(?<address>[^/]+)(?:\/(?<prefix>\d{1,3}))?$/;

/**
 * Reads CIDR notation, or one address. Undefined for anything else: bits set beyond the prefix are a typing error more
 * often than not, a prefix of 0 is every address, and IPv4 is written as such, since that is how events show it.
 */
export function parseRange(text: string): AddressRange | undefined {
  const part = shape.exec(text)?.groups;
  const canonical = canonicalForm(part?.['address'] ?? '');
  if (canonical === undefined || (part?.['prefix'] === undefined && parseAddress(canonical) === undefined))
    return undefined;
  const network = ipaddr.parse(canonical);
  const bits = network.toByteArray().length * 8;
  const prefix = Number(part?.['prefix'] ?? bits);
  if (network.kind() === 'ipv4' && text.includes(':')) return undefined;
  if (prefix < 1 || prefix > bits || !endsInZeros(network, prefix)) return undefined;
  return [network, prefix];
}

export function inRange(address: Address, [network, prefix]: AddressRange): boolean {
  const parsed = ipaddr.parse(address);
  return parsed.kind() === network.kind() && parsed.match(network, prefix);
}

function endsInZeros(network: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): boolean {
  const bits = network.toByteArray().map((byte) => byte.toString(2).padStart(8, '0'));
  return !bits.join('').slice(prefix).includes('1');
}
