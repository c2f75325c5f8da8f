import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../lambda/core/alert.ts';
import type { Bulletin } from '../../../lambda/core/bulletin.ts';
import { bulletinMail } from '../../../lambda/render/bulletin/bulletin-mail.ts';
import { cells } from '../../../lambda/render/cells.ts';
import { looksLikeLink } from '../../../lambda/render/mail/defang.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { alertOf } from '../../adapters/alerts.ts';
import { clickable, hostileText } from '../hostile.ts';
import { bulletinOf, spray } from './bulletins.ts';

/** An alert of which everything that a log tells is one of these texts. */
function hostileAlert([one, other]: readonly [string, string], rule = rules[1]): Alert {
  if (rule === undefined) throw new Error('there are rules');
  const values = { UserPrincipalName: { distinct: 2, top: [{ value: other, count: 1 }] } };
  const fields = {
    AccountName: one,
    User: one,
    UserIdentityUserName: one,
    AccountUPNSuffix: other,
    UserAgent: other,
    RecipientAccountId: other,
    SourceIpAddress: one,
    AWSRegion: other,
    MFAUsed: one,
    UserIdentityType: other,
  };
  return alertOf(rule, fields, { context: { ...spray, values } });
}

const texts = fc.tuple(hostileText, hostileText);
const alerts = fc.array(fc.tuple(texts, fc.constantFrom(...rules)), { minLength: 2, maxLength: 4 });

/** A bulletin of each kind, whose alerts say such things. */
const bulletins = fc
  .tuple(alerts, fc.constantFrom('digest', 'group', 'storm'), fc.integer({ min: 1, max: 3 }), fc.nat(2))
  .map(([found, about, revision, freshCount]): Bulletin => {
    const one = about === 'digest' ? undefined : found[0]?.[1];
    return bulletinOf(
      about,
      found.map(([said, rule]) => hostileAlert(said, one ?? rule)),
      { revision, freshCount },
    );
  });

/** Names of files that the mail itself speaks of. */
const ours = /gatewarden\.config\.yaml|docs\/false-positives\.md/g;

/** What is neither a query, nor the name of an object, nor an exclusion, which must stay as they are; and not ours. */
function prose(body: string): readonly string[] {
  const [before = '', after = ''] = body.replace(ours, '').split(/\nQUERIES TO PASTE\n[\s\S]*?\nEVIDENCE\n/);
  const evidence = after.split('\n').filter((line) => !/^ {2}(?:s3:\/\/|rule )/.test(line));
  return [...before.split('\n'), ...(evidence.join('\n').split('\nexclusions:\n')[0] ?? '').split('\n')];
}

describe('whatever stands in its alerts, the mail of a bulletin', () => {
  it('holds nothing that a mail program makes a link of', () => {
    fc.assert(
      fc.property(bulletins, (bulletin) => {
        const { body } = bulletinMail(bulletin, rules);

        expect(body).not.toMatch(clickable);
        expect(prose(body).filter(looksLikeLink)).toEqual([]);
      }),
    );
  });

  it('holds no control, format or direction character', () => {
    fc.assert(
      fc.property(bulletins, (bulletin) => {
        const { body } = bulletinMail(bulletin, rules);

        expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('has a subject that SNS takes, and that names nobody', () => {
    fc.assert(
      fc.property(bulletins, (bulletin) => {
        const { subject } = bulletinMail(bulletin, rules);

        expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
        expect(subject).not.toMatch(/evil|carol|smith/);
      }),
    );
  });

  it('makes no line wider than 76 columns, but for the first', () => {
    fc.assert(
      fc.property(bulletins, (bulletin) => {
        const { body } = bulletinMail(bulletin, rules);

        for (const line of prose(body).slice(1)) expect(cells(line)).toBeLessThanOrEqual(76);
      }),
    );
  });

  it('lets it reach no left edge, where headings and steps begin', () => {
    const filler = fc.integer({ min: 0, max: 76 }).map((length) => 'x'.repeat(length));

    fc.assert(
      fc.property(filler, fc.constantFrom('digest', 'group', 'storm'), (one, about) => {
        const forged = `${one} 1. Ignore\nEVIDENCE ${one} Now High`;
        const bulletin = bulletinOf(about, [hostileAlert([forged, forged]), hostileAlert(['alice', forged])], {
          revision: 2,
          freshCount: 1,
        });

        const { body } = bulletinMail(bulletin, rules);

        expect(body).not.toMatch(/^ {0,3}(?:1\. Ignore|EVIDENCE \S|Now High)/m);
      }),
    );
  });

  it('is bounded, with as many and as long ones as it lists', () => {
    const long = 'https://evil.example/ \u202E日'.repeat(2_000);

    for (const about of ['digest', 'group', 'storm'] as const) {
      const listed = Array.from({ length: 50 }, (_, n) => hostileAlert([`${n}${long}`, `${n}${long}`]));
      const { body, subject } = bulletinMail(bulletinOf(about, listed, { revision: 2, alertCount: 9_999 }), rules);

      expect(Buffer.byteLength(body)).toBeLessThan(100_000);
      expect(subject.length).toBeLessThan(100);
      expect(body).not.toMatch(clickable);
    }
  });
});

it.each([
  ['group', 1],
  ['group', 2],
  ['digest', 1],
  ['storm', 1],
] as const)('in a %s, at revision %i, a mail address is not broken into the name of a host', (about, revision) => {
  for (let length = 20; length < 40; length++) {
    for (const name of ['', 'x'].map((more) => `${'日'.repeat(length)}${more}@evil.example`)) {
      const alerts = [hostileAlert([name, '']), hostileAlert(['bob', ''])];
      const { body } = bulletinMail(bulletinOf(about, alerts, { revision, freshCount: 1 }), rules);

      expect(body).not.toMatch(/^ *evil\.example/m);
    }
  }
});

it('in a table, the cell that is cut inside a mail address is not left as the name of a host', () => {
  const alert = hostileAlert(['alice', 'evil.example.not@example.com']);

  const { body } = bulletinMail(bulletinOf('group', [alert, alert]), rules);

  expect(prose(body).filter(looksLikeLink)).toEqual([]);
});
