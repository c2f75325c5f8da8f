import { describe, expect, it } from 'vitest';
import { catalogue } from '../../lambda/render/catalogue/catalogue.ts';
import { navigatorLayer } from '../../lambda/render/catalogue/navigator.ts';
import { rules } from '../../lambda/rules/index.ts';
import { aRule } from './a-rule.ts';

/** The `x_mitre_shortname`s of ATT&CK v19's enterprise tactics, from MITRE's STIX data. */
const tacticShortNames = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'stealth',
  'defense-impairment',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
];

describe('the layer of the real catalogue is what the Navigator demands (layer format 4.5)', () => {
  const layer = navigatorLayer(catalogue(rules));

  it('names itself, its domain and the versions of what it was made for', () => {
    expect(layer.name).not.toBe('');
    expect(layer.domain).toBe('enterprise-attack');
    expect(layer.versions.layer).toBe('4.5');
    expect(layer.versions.attack).toBe('19');
    expect(layer.versions.navigator).toMatch(/^(4\.9|5\.\d+)\.\d+$/); // "must be at least 4.9.0"
  });

  it('has techniques with ids, tactics by short name, numbers as scores and comments', () => {
    expect(layer.techniques.length).toBeGreaterThan(8);
    for (const technique of layer.techniques) {
      expect(technique.techniqueID).toMatch(/^T\d{4}(\.\d{3})?$/);
      expect(tacticShortNames).toContain(technique.tactic);
      expect(Number.isInteger(technique.score) && technique.score > 0).toBe(true);
      expect(technique.comment).not.toBe('');
    }
  });

  it('has each technique once under a tactic, as a second one would hide the first', () => {
    const places = layer.techniques.map(({ techniqueID, tactic }) => `${techniqueID} ${tactic}`);

    expect(new Set(places).size).toBe(places.length);
  });

  it('has a gradient of hexadecimal colours that spans every score', () => {
    const { colors, minValue, maxValue } = layer.gradient;

    expect(colors.length).toBeGreaterThanOrEqual(2);
    for (const color of [...colors, ...layer.legendItems.map((item) => item.color)])
      expect(color).toMatch(/^#[0-9a-f]{6}$/);
    expect(maxValue).toBeGreaterThan(minValue);
    for (const { score } of layer.techniques) expect(score >= minValue && score <= maxValue).toBe(true);
  });

  it('survives JSON as it is', () => {
    expect(JSON.parse(JSON.stringify(layer))).toEqual(layer);
  });

  it('covers every technique that a rule declares, and names that rule', () => {
    for (const { id, attack } of rules) {
      for (const { technique } of attack) {
        const comments = layer.techniques.filter(({ techniqueID }) => techniqueID === technique).map((t) => t.comment);
        expect(comments.join('\n'), `${id} ${technique}`).toContain(id);
      }
    }
  });
});

it('scores a technique by the number of its rules under the tactic', () => {
  const access = { tactic: 'Initial Access', technique: 'T1078', name: 'Valid Accounts' };
  const stealth = { tactic: 'Stealth', technique: 'T1078', name: 'Valid Accounts' };

  const { techniques } = navigatorLayer(
    catalogue([aRule({ id: 'first', attack: [access] }), aRule({ id: 'second', attack: [access, stealth] })]),
  );

  expect(techniques).toEqual([
    {
      techniqueID: 'T1078',
      tactic: 'initial-access',
      score: 2,
      comment: 'first (Low): A rule\nsecond (Low): A rule',
      enabled: true,
    },
    { techniqueID: 'T1078', tactic: 'stealth', score: 1, comment: 'second (Low): A rule', enabled: true },
  ]);
});

it('of one rule has a gradient whose ends differ, as the Navigator demands', () => {
  const attack = [{ tactic: 'Discovery', technique: 'T1201', name: 'Password Policy Discovery' }];

  const { gradient } = navigatorLayer(catalogue([aRule({ attack })]));

  expect(gradient.maxValue).toBeGreaterThan(gradient.minValue);
});
