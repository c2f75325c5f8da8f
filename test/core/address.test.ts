import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../lambda/core/address.ts';

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['::203.0.113.7', '::cb00:7107'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
    ['::1', '::1'],
  ])('%s compares as %s', (text, canonical) => {
    expect(parseAddress(text)).toBe(canonical);
  });

  it.each([
    '',
    'AWS Internal',
    'signin.amazonaws.com',
    '203.0.113.XXX',
    '<null>',
    '11111111-0000-4000-8000-000000000001',
    '0.0.0.0',
    '::',
    '0:0:0:0:0:0:0:0',
    '::ffff:0.0.0.0',
    '::ffff:0:0',
    '203.0.113.7:443',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    'fe80::1%eth0',
    ' 203.0.113.7',
    '203.0.113.7\n',
    '203.000.113.007',
    '::ffff:203.0.113.07',
    '203.0.113',
    '3405803783',
    '0x7f.1',
    '1::2::3',
    '12345::',
    ':1::2',
    '::1:',
    '1:2:3:4:5:6:7:8:9',
    '2001:db8::1/64',
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('is exactly what inet_pton accepts, without a zone', () => {
    const nearlyAddress = fc.stringMatching(/^[0-9a-f:.]{2,20}$/);
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), nearlyAddress), (text) => {
        const unspecified = /^[0:.]+$/.test(text) || /^[0:]*:ffff:(0\.0\.0\.0|0{1,4}:0{1,4})$/i.test(text);
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0 && !unspecified);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has one canonical form, which is its own', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const canonical = parseAddress(text);
        fc.pre(canonical !== undefined);
        expect(parseAddress(canonical)).toBe(canonical);
        expect(parseAddress(text.toUpperCase())).toBe(canonical);
      }),
    );
  });
});
