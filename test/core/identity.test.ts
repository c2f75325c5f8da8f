import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digest, identity } from '../../lambda/core/identity.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a', 'b', 'a/b', '~a', '', '\ud800', 'x'.repeat(2_000)),
);

it('different lists of parts never share an identity', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.array(text, { minLength: 1 }), (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));

      expect(identity(...a)).not.toBe(identity(...b));
    }),
    { numRuns: 1_000 },
  );
});

it('an identity is short, plain ASCII and readable where its parts are', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (parts) => {
      expect(identity(...parts)).toMatch(/^[A-Za-z0-9.:_/~-]{1,128}$/);
    }),
  );
  expect(identity('203.0.113.7')).toBe('203.0.113.7');
  expect(identity('111122223333', 'alice')).toBe('111122223333/alice');
});

it('of plain parts, up to 128 characters in all, it is what they are joined to, and of no others', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.stringMatching(/^[a-zA-Z0-9.:_/-]{0,70}$/))), (parts) => {
      const joined = parts.join('/');
      const isPlain = joined.length <= 128 && parts.every((part) => /^[A-Za-z0-9.:_-]+$/.test(part));

      expect(identity(...parts)).toBe(isPlain ? joined : `~${digest(parts)}`);
    }),
    { numRuns: 1_000 },
  );
});

it('a digest does not depend on the order of keys', () => {
  expect(digest({ a: 1, b: [{ c: null, d: 'x' }] })).toBe(digest({ b: [{ d: 'x', c: null }], a: 1 }));
  expect(digest({ a: 1 })).not.toBe(digest({ a: '1' }));
});

it('a digest stays what it is from version to version: the alerts and streams of a table are found by it', () => {
  const everyKind = { b: 'ü', a: [null, 1, true, ''], 10: '\ud800', 9: {}, '-': undefined, '😀': 'x', ﬀ: 'y' };

  expect(digest(everyKind)).toBe('57a5f327737d0b43552035e20fa8a514');
});
