import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Config } from '../lambda/config/schema.ts';
import { rules } from '../lambda/rules/index.ts';
import { DetectorStack } from '../lib/detector-stack.ts';
import { ConfigFaults, readConfigFile } from './config-file.ts';

/** The CDK app. `-c config=FILE` takes another configuration than ./gatewarden.config.yaml. */
const app = new App();
new DetectorStack(app, 'Gatewarden', {
  description: 'Gatewarden detects suspicious AWS console sign-ins in CloudTrail and Entra ID logs.',
  config: readConfig(app.node.tryGetContext('config')),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

/** Ends the process where the configuration is faulty: CDK shows what was written to stderr, and no stack trace. */
function readConfig(path: string | undefined): Config {
  try {
    return readConfigFile(
      path,
      rules.map(({ id }) => id),
    );
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
