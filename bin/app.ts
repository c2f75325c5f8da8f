import { App, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { rules } from '../lambda/rules/index.ts';
import { DetectorStack } from '../lib/detector-stack.ts';
import { addFastPathStacks } from '../lib/fast-path-stacks.ts';
import { FaultyProps } from '../lib/valid-config.ts';
import { ConfigFaults, readConfigFile } from './config-file.ts';

/** The CDK app. `-c config=FILE` takes another configuration than ./gatewarden.config.yaml. */
const app = new App();
inSentences(() => {
  const ruleIds = rules.map(({ id }) => id);
  const config = readConfigFile(app.node.tryGetContext('config'), ruleIds);
  const home = new DetectorStack(app, 'Gatewarden', {
    description: 'Gatewarden detects suspicious AWS console sign-ins in CloudTrail and Entra ID logs.',
    config,
    ...(config.fastPath !== undefined && { env: environment() }),
  });
  if (config.fastPath !== undefined) addFastPathStacks(app, home, config.fastPath);
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

/** Where the command line of the CDK would deploy to, by the credentials and the Region that it found. */
function environment(): Environment {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return { ...(account && { account }), ...(region && { region }) };
}

/** Ends the process where the configuration is faulty: CDK shows what was written to stderr, and no stack trace. */
function inSentences(build: () => void): void {
  try {
    build();
  } catch (error) {
    if (!(error instanceof ConfigFaults || error instanceof FaultyProps)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
