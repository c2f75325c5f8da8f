import { isFor } from '../core/exclusion.ts';
import type { Rule } from '../core/rule.ts';
import type { SystemAlert } from '../core/system-alert.ts';
import { toExclusions } from './exclusions.ts';
import { asTold, configured } from './rule-settings.ts';
import type { Config } from './schema.ts';

/** The rules that are enabled, each as the configuration sets it and with the exclusions that are for it. */
export function configuredRules(
  rules: readonly Rule[],
  config: Pick<Config, 'rules'> & Partial<Pick<Config, 'exclusions'>>,
): readonly Rule[] {
  const exclusions = toExclusions(config.exclusions ?? []);
  return rules.flatMap((declared) => {
    const rule = configured(declared, config.rules[declared.id] ?? {});
    if (rule === undefined) return [];
    const own = exclusions.filter((exclusion) => isFor(rule.id, exclusion));
    return [{ ...rule, ...(own.length > 0 && { exclusions: own }) }];
  });
}

/** A system alert as the configuration sets it; undefined where it is disabled. */
export function configuredSystemAlert<Declared extends SystemAlert>(
  declared: Declared,
  { rules }: Pick<Config, 'rules'>,
): Declared | undefined {
  return asTold(declared, rules[declared.id] ?? {});
}
