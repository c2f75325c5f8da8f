import type { Attack } from '../core/rule.ts';

/** OCSF's attack object: `technique` is the parent where the rule names a sub-technique. */
export interface OcsfAttack {
  readonly version: string;
  readonly tactic: Named;
  readonly technique: Named;
  readonly sub_technique?: Named;
}

interface Named {
  readonly name?: string;
  readonly uid?: string;
}

/** The version of ATT&CK whose words the rules use. */
const version = '19';

/** ATT&CK's ids of its tactics, https://attack.mitre.org/tactics/enterprise/; Stealth kept that of Defense Evasion. */
const tacticIds: Readonly<Record<string, string>> = {
  Reconnaissance: 'TA0043',
  'Resource Development': 'TA0042',
  'Initial Access': 'TA0001',
  Execution: 'TA0002',
  Persistence: 'TA0003',
  'Privilege Escalation': 'TA0004',
  Stealth: 'TA0005',
  'Defense Impairment': 'TA0112',
  'Credential Access': 'TA0006',
  Discovery: 'TA0007',
  'Lateral Movement': 'TA0008',
  Collection: 'TA0009',
  'Command and Control': 'TA0011',
  Exfiltration: 'TA0010',
  Impact: 'TA0040',
};

/** A technique under its tactic. A sub-technique's name is written as ATT&CK does: `Brute Force: Password Spraying`. */
export function attackOf({ tactic, technique, name }: Attack): OcsfAttack {
  const id = tacticIds[tactic];
  const under = { version, tactic: { name: tactic, ...(id !== undefined && { uid: id }) } };
  const [parent] = technique.split('.', 1) as [string];
  if (parent === technique) return { ...under, technique: { name, uid: technique } };
  const [parentName, ...rest] = name.split(': ');
  if (rest.length === 0) return { ...under, technique: { uid: parent }, sub_technique: { name, uid: technique } };
  return {
    ...under,
    technique: { name: parentName as string, uid: parent },
    sub_technique: { name: rest.join(': '), uid: technique },
  };
}
