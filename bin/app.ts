import { App, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { rules } from '../lambda/rules/index.ts';
import { DetectorStack } from '../lib/detector-stack.ts';
import { addFastPathStacks } from '../lib/fast-path-stacks.ts';
import { FaultyProps } from '../lib/valid-config.ts';
import { ConfigFaults, laterFaults, readConfigFile } from './config-file.ts';

/** The CDK app. `-c config=FILE` takes another configuration than ./gatewarden.config.yaml. */
const app = new App();
const configPath: string | undefined = app.node.tryGetContext('config');
inSentences(() => {
  const ruleIds = rules.map(({ id }) => id);
  const config = readConfigFile(configPath, ruleIds);
  const home = new DetectorStack(app, 'Gatewarden', {
    description: 'Gatewarden detects suspicious AWS console sign-ins in CloudTrail and Entra ID logs.',
    config,
    env: environment(),
  });
  if (config.fastPath !== undefined) addFastPathStacks(app, home, config.fastPath);
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

/**
 * Where the command line of the CDK would deploy to, by the credentials and the Region that it found. Without a Region what
 * depends on the place is not checked, and without an account the stack synthesises all the same.
 */
function environment(): Environment {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION, AWS_REGION } = process.env;
  const region = CDK_DEFAULT_REGION || AWS_REGION;
  return { ...(account && { account }), ...(region && { region }) };
}

/** Ends the process where the configuration is faulty: CDK shows what was written to stderr, and no stack trace. */
function inSentences(build: () => void): void {
  try {
    build();
  } catch (error) {
    const told = error instanceof FaultyProps ? laterFaults(error.faults, configPath) : error;
    if (!(told instanceof ConfigFaults)) throw error;
    console.error(told.message);
    process.exit(1);
  }
}
