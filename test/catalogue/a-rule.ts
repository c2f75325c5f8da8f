import { where } from '../../lambda/core/predicate.ts';
import { defineRule, type Rule } from '../../lambda/core/rule.ts';
import { hours } from '../../lambda/core/time.ts';

/** A rule of single events, but for what is changed. */
export function aRule(changes: Partial<Rule> = {}): Rule {
  return defineRule({
    id: 'a-rule',
    title: 'A rule',
    description: 'What it detects.',
    severity: 'Low',
    deliver: 'alert',
    attack: [],
    original: { platform: 'Sigma', id: 'original-1', title: 'An original', url: 'https://example.com/original' },
    where: [where('EventName').is('ConsoleLogin')],
    groupBy: ['SourceIpAddress'],
    timeColumns: [],
    period: hours(1),
    entities: [],
    falsePositives: [],
    triage: [],
    ...changes,
  });
}

/** Text that would be more than text wherever it is not escaped. */
export const hostile = `</code><script>alert("x")</script> '&amp;' [a](b) | \`c\` **d**`;
