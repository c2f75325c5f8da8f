import type { Command } from 'commander';
import { configuredRules, configuredSystemAlert } from '../../../lambda/config/configured.ts';
import type { Config } from '../../../lambda/config/schema.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import type { SystemAlert } from '../../../lambda/core/system-alert.ts';
import { rules as allRules } from '../../../lambda/rules/index.ts';
import { systemAlerts as allSystemAlerts } from '../../../lambda/system-alerts/index.ts';
import { ConfigFaults, readConfigFile } from '../../config-file.ts';

/** The rules as the configuration leaves them. */
export interface ConfiguredRules {
  readonly config: Config;
  /** All that are enabled. */
  readonly rules: readonly Rule[];
  /** The ids of those that the configuration disables. */
  readonly disabled: readonly string[];
  /** These, as they would be if they were enabled. */
  readonly disabledRules: readonly Rule[];
  /** All of them, those that are disabled as they would be if they were enabled. */
  readonly systemAlerts: readonly SystemAlert[];
}

const ruleIds = allRules.map(({ id }) => id);

/** The rules under the configuration in a file, or the usual one. Ends the command with a sentence where it is at fault. */
export function readConfiguredRules(path: string | undefined, command: Command): ConfiguredRules {
  const config = readConfig(path, command);
  const rules = configuredRules(allRules, config);
  const enabled = new Set(rules.map(({ id }) => id));
  const disabled = ruleIds.filter((id) => !enabled.has(id));
  const enabling = {
    ...config,
    rules: Object.fromEntries(Object.entries(config.rules).map(([id, set]) => [id, { ...set, enabled: true }])),
  };
  const disabledRules = configuredRules(
    allRules.filter(({ id }) => disabled.includes(id)),
    enabling,
  );
  const systemAlerts = allSystemAlerts.flatMap((each) => configuredSystemAlert(each, enabling) ?? []);
  return { config, rules, disabled, disabledRules, systemAlerts };
}

/** All of the rules, or those that are named. Ends the command with a sentence where a name chooses nothing. */
export function chooseRules(
  { rules, disabled }: ConfiguredRules,
  names: readonly string[],
  command: Command,
): readonly Rule[] {
  for (const name of names) {
    if (!ruleIds.includes(name)) command.error(`there is no rule '${name}'; the rules are ${ruleIds.join(', ')}`);
    if (disabled.includes(name)) command.error(`the configuration disables the rule '${name}'`);
  }
  return names.length === 0 ? rules : rules.filter(({ id }) => names.includes(id));
}

function readConfig(path: string | undefined, command: Command): Config {
  try {
    return readConfigFile(path, ruleIds);
  } catch (error) {
    if (error instanceof ConfigFaults) command.error(error.message);
    throw error;
  }
}
