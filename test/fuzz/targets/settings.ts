import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ConfigFaults, parseConfigText } from '../../../bin/config-file.ts';
import { configuredRules } from '../../../lambda/config/configured.ts';
import { sentenceOf } from '../../../lambda/config/faults.ts';
import { knownRules } from '../../../lambda/config/rule-settings.ts';
import { parseConfig } from '../../../lambda/config/schema.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import { hold, type Target } from '../target.ts';

const example = readFileSync(join(import.meta.dirname, '../../../gatewarden.config.example.yaml'), 'utf8');
const known = knownRules(rules);
const ruleIds = rules.map(({ id }) => id);

/** The example with all that it comments out. */
const full = example.replace(/^#( ?)(?=\s*(?:- )?[\w-]+:|\s*- )/gm, '$1');

/** The configuration as it was deployed, as JSON. */
export const settings: Target = {
  name: 'settings',
  seeds: ['{}', JSON.stringify(parse(example) ?? {}), JSON.stringify(tried(full))].map((text) => Buffer.from(text)),
  mutate: (input, other, random) => mutateJson(input, other, random).subarray(0, 50_000),
  async check(input) {
    const raw = jsonOf(input);
    if (raw === undefined) return;
    const parsed = parseConfig(raw, known);
    if (!parsed.ok) {
      hold(parsed.faults.length > 0, 'what is not valid has a fault');
      for (const fault of parsed.faults) hold(sentenceOf(fault).endsWith('.'), 'a fault is a sentence', fault);
      return;
    }
    configuredRules(rules, parsed.config);
    const again = parseConfig(JSON.parse(JSON.stringify(raw)), known);
    hold(again.ok && JSON.stringify(again) === JSON.stringify(parsed), 'the same is read as the same');
  },
};

/** The configuration as people write it, in YAML. */
export const yaml: Target = {
  name: 'yaml',
  seeds: ['', example, full].map((text) => Buffer.from(text)),
  mutate: (input, other, random) => mutateBytes(input, other, random).subarray(0, 50_000),
  async check(input) {
    try {
      parseConfigText(Buffer.from(input).toString(), { file: 'file', ruleIds });
    } catch (error) {
      hold(error instanceof ConfigFaults, 'only ConfigFaults is thrown', String(error));
      hold(
        error.message.split('\n').every((line) => line.startsWith('file:')),
        'each line names its place',
        error.message,
      );
    }
  },
};

function tried(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

function jsonOf(input: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(input).toString());
  } catch {
    return undefined; // what JSON.parse does is not ours
  }
}
