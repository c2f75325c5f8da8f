import { describe, expect, it } from 'vitest';
import { dossierFromFiles } from '../../bin/commands/address/from-files.ts';
import type { Address } from '../../lambda/core/address.ts';
import type { Exclusion } from '../../lambda/core/exclusion.ts';
import { minutes } from '../../lambda/core/time.ts';
import { renderDossier } from '../../lambda/render/address-table.ts';
import { cells } from '../../lambda/render/cells.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, failure, login } from '../core/events.ts';

const address = '203.0.113.7' as Address;
const hostile = 'eve\u001B[31m\u202E"\n'.repeat(40);

describe('a dossier as a table', () => {
  it.each([80, 120, 200])('keeps every line within %i columns, whatever an attacker wrote', (width) => {
    const exclusion: Exclusion = {
      id: 'x'.repeat(200),
      rules: 'all',
      match: { sourceIp: [address] },
      effect: 'drop',
      reason: hostile,
      owner: hostile,
    };
    const events = [
      failure('f', at(0), address, { UserPrincipalName: hostile, ResultType: hostile }),
      login('l', at(0), address, {
        User: hostile,
        MFAUsed: hostile,
        LoginResult: hostile,
        RecipientAccountId: hostile,
      }),
    ];
    const dossier = dossierFromFiles(address, events, {
      rules: rules.map((rule) => ({ ...rule, exclusions: [exclusion] })),
      alerts: [],
    });

    const table = renderDossier({ ...dossier, unknown: ['word '.repeat(60)] }, { width, colour: false });

    for (const line of table.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(width);
    for (const character of ['\u001B', '\u202E']) expect(table).not.toContain(character);
  });

  it('puts logins that differ in nothing but their time on one line, and root under its name', () => {
    const guesses = Array.from({ length: 12 }, (_, n) =>
      login(`g${n}`, at(minutes(n)), address, { User: 'alice', LoginResult: 'Failure', MFAUsed: '' }),
    );
    const root = login('r', at(minutes(20)), address, { UserIdentityType: 'Root', User: 'root' });
    const dossier = dossierFromFiles(address, [...guesses, root], { rules, alerts: [] });

    const table = renderDossier(dossier, { width: 120, colour: false });

    const lines = table.split('\n').map((line) => line.replaceAll(/ {2,}/g, '  ').trim());
    expect(lines).toContain('2026-11-20 00:00:00 – 00:11:00  alice · Failure · MFA not recorded · ×12');
    expect(lines).toContain('2026-11-20 00:20:00  root · Success · MFA Yes');
  });
});
