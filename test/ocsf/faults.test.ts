import { describe, expect, it } from 'vitest';
import { ocsfFinding } from '../../lambda/render/ocsf.ts';
import { anAlert } from '../render/an-alert.ts';
import { faults } from './faults.ts';
import { readSchema } from './schema.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test that breaks a finding writes where it likes
type Loose = any;

const schema = readSchema();
const finding = (): Loose => JSON.parse(JSON.stringify(ocsfFinding(anAlert())));

it('a finding as it should be has no fault', () => {
  expect(faults(finding(), schema)).toEqual([]);
});

describe('a finding that is broken is caught, at its place', () => {
  it.each<[string, (broken: Loose) => void, string]>([
    ['a class attribute missing', (f) => delete f.time, 'time: is required'],
    ['an attribute of an object missing', (f) => delete f.finding_info.uid, 'finding_info.uid: is required'],
    ['the product missing', (f) => delete f.metadata.product, 'metadata.product: is required'],
    ['an attribute in an array missing', (f) => delete f.observables[1].type_id, 'observables[1].type_id: is required'],
    ['a profile without what it requires', (f) => delete f.cloud, 'cloud: is required'],
    ['an attribute of no profile', (f) => (f.metadata.profiles = []), 'cloud: needs the profile cloud'],
    ['a profile that there is not', (f) => f.metadata.profiles.push('x'), 'metadata.profiles: there is no x'],
    ['an unknown attribute', (f) => (f.severityId = 2), 'severityId: is unknown'],
    ['one that a prototype has', (f) => (f.toString = 'x'), 'toString: is unknown'],
    [
      'an unknown one deep down',
      (f) => (f.evidences[0].actor.user.mfa = false),
      'evidences[0].actor.user.mfa: is unknown',
    ],
    [
      'an old attribute',
      (f) => (f.evidences[0].actor.invoked_by = 'x'),
      'evidences[0].actor.invoked_by: is deprecated',
    ],
    ['text for a number', (f) => (f.severity_id = '2'), 'severity_id: must be of integer_t'],
    ['ISO 8601 for milliseconds', (f) => (f.time = '2026-11-20T10:00:00Z'), 'time: must be of long_t'],
    ['half a millisecond', (f) => (f.time += 0.5), 'time: must be of long_t'],
    ['a word for a truth value', (f) => (f.is_alert = 'yes'), 'is_alert: must be of boolean_t'],
    ['null for nothing', (f) => (f.message = null), 'message: must be of string_t'],
    ['one for many', (f) => (f.evidences = f.evidences[0]), 'evidences: must be an array'],
    ['many for one', (f) => (f.cloud = [f.cloud]), 'cloud: must be an object'],
    ['text for an object', (f) => (f.unmapped = 'x'), 'unmapped: must be an object'],
    [
      'no address',
      (f) => (f.evidences[0].src_endpoint.ip = 'AWS Internal'),
      'evidences[0].src_endpoint.ip: must look like ip_t',
    ],
    [
      'a port that there is not',
      (f) => (f.evidences[0].src_endpoint.port = 70_000),
      'evidences[0].src_endpoint.port: must be of port_t',
    ],
    ['a severity that there is not', (f) => (f.severity_id = 7), 'severity_id: 7 is not in the enumeration'],
    ['another class', (f) => (f.class_uid = 2001), 'class_uid: 2001 is not in the enumeration'],
    ['another category', (f) => (f.category_uid = 3), 'category_uid: 3 is not in the enumeration'],
    [
      'a kind of observable that there is not',
      (f) => (f.observables[0].type_id = 43),
      'observables[0].type_id: 43 is not in the enumeration',
    ],
    ['a type of another activity', (f) => (f.type_uid = 200402), 'type_uid: must be class_uid * 100 + activity_id'],
    ['another version', (f) => (f.metadata.version = '1.7.0'), 'metadata.version: must be 1.8.0'],
    ['words of another number', (f) => (f.severity = 'High'), 'severity: must be Low, as severity_id is 2'],
    [
      'words of another kind',
      (f) => (f.observables[0].type = 'Hostname'),
      'observables[0].type: must be IP Address, as type_id is 2',
    ],
    [
      'an attack of nothing',
      (f) => (f.finding_info.attacks = [{}]),
      'finding_info.attacks[0].: needs one of tactic,technique,sub_technique',
    ],
    ['an account without a name', (f) => delete f.cloud.account.uid, 'cloud.account.: needs one of name,uid'],
    ['none of just one', (f) => (f.vulnerabilities = [{}]), 'vulnerabilities[0].: needs just one of advisory,cve,cwe'],
    [
      'two of just one',
      (f) => (f.vulnerabilities = [{ cve: { uid: 'CVE-2026-0001' }, cwe: { uid: 'CWE-1' } }]),
      'vulnerabilities[0].: needs just one of advisory,cve,cwe',
    ],
  ])('%s', (_, breakIt, expected) => {
    const broken = finding();

    breakIt(broken);

    expect(faults(broken, schema)).toContain(expected);
  });

  it.each([[null], ['x'], [[]]])('%j', (value) => {
    expect(faults(value, schema)).toEqual(['the finding is no object']);
  });
});
