import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { systemClock } from '../../lambda/adapters/clock.ts';
import { type Rule, type Severity, severities } from '../../lambda/core/rule.ts';
import { collect } from './collect.ts';
import { type ConfiguredRules, chooseRules, readConfiguredRules } from './judging/configured-rules.ts';
import { helpAfterOptions } from './test-alert/help.ts';
import { madeUpAlert, noAccount } from './test-alert/made-up-alert.ts';
import { type NamedTopic, namedTopics } from './test-alert/named-topics.ts';
import { came, renderReports } from './test-alert/report.ts';
import { sendTo } from './test-alert/send.ts';
import { testMessage } from './test-alert/test-message.ts';

interface TestAlertOptions {
  readonly outputs?: string;
  readonly topic?: readonly string[];
  readonly rule?: string;
  readonly severity: Severity;
  readonly account: string;
  readonly profile?: string;
  readonly config?: string;
}

/** `gatewarden test-alert`. */
export function testAlertCommand(): Command {
  const severity = new Option('--severity <severity>', 'how severe it says to be').choices(severities).default('High');
  return new Command('test-alert')
    .summary('send a test alert to every topic, and say who gets it')
    .description('Sends an alert that is marked as a test to the topics of a deployment, and says what came of it.')
    .option('--outputs <file>', 'the topics, as `cdk deploy --outputs-file` wrote them')
    .option('--topic <audience=arn>', 'a topic of machines, people or chat; repeatable', collect)
    .option('--rule <id>', 'the rule that it says to be of (default: the first that alerts)')
    .addOption(severity)
    .option('--account <id>', 'the account that it says to be about', noAccount)
    .option('--profile <name>', 'the AWS profile to send with (default: as the AWS tools have it)')
    .option('--config <file>', 'the configuration (default: gatewarden.config.yaml, where there is one)')
    .addHelpText('after', helpAfterOptions)
    .action(run);
}

/** The SDK is loaded only once there is something to send. */
async function run(options: TestAlertOptions, command: Command): Promise<void> {
  const topics = topicsOf(options, command);
  const { severity, account, profile } = options;
  if (!/^\d{12}$/.test(account)) command.error(`--account must be an account id of 12 digits, not '${account}'`);
  const configured = readConfiguredRules(options.config, command);
  const rule = ruleOf(options.rule, configured, command);
  const now = systemClock.now();

  const alert = madeUpAlert(rule, { severity, account, now, id: randomUUID() });
  const { snsTopics } = await import('./test-alert/sns-topics.ts');
  const sns = snsTopics({ profile });
  const reports = await Promise.all(
    topics.map((topic) =>
      sendTo(topic, testMessage(topic.audience, alert, { rule, topics: configured.config.topics }), sns),
    ),
  );

  process.stdout.write(renderReports(reports));
  process.exitCode = came(reports) ? 0 : 1;
}

function topicsOf({ outputs, topic }: TestAlertOptions, command: Command): readonly NamedTopic[] {
  const named = namedTopics({ outputs, named: topic ?? [] });
  return typeof named === 'string' ? command.error(named) : named;
}

function ruleOf(name: string | undefined, configured: ConfiguredRules, command: Command): Rule {
  const rules = chooseRules(configured, name === undefined ? [] : [name], command);
  const rule = rules.find(({ deliver }) => deliver === 'alert') ?? rules[0];
  return rule ?? command.error('the configuration disables every rule');
}
