import { describe, expect, it } from 'vitest';
import { type Address, parseAddress } from '../../lambda/core/address.ts';
import { inRange, parseRange } from '../../lambda/core/address-range.ts';

const holds = (range: string, address: string): boolean | undefined => {
  const parsed = parseRange(range);
  return parsed && inRange(parseAddress(address) as Address, parsed);
};

describe('a range of addresses', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['0.0.0.0/1', '127.255.255.255', true],
    ['0.0.0.0/1', '128.0.0.0', false],
    ['2001:DB8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::/8', '::1', true],
    ['2001:db8::1', '2001:0db8::0:1', true],
    ['::/8', '203.0.113.7', false],
  ])('%s and %s: %s', (range, address, expected) => {
    expect(holds(range, address)).toBe(expected);
  });

  it.each([
    '',
    'AWS Internal',
    '0.0.0.0',
    '::',
    '0.0.0.0/0',
    '::/0',
    '203.0.113.7/24',
    '203.0.113.0/33',
    '2001:db8::/129',
    '203.0.113.0/',
    '203.0.113.0/24/8',
    '203.0.113/24',
    '::ffff:203.0.113.0/120',
    '203.0.113.0-203.0.113.9',
  ])('%j is none', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});
