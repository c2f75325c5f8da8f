import { Names, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CloudTrailSource } from '../lambda/config/cloudtrail.ts';
import { type DeployedSource, deployedOutputs } from '../lambda/config/deployed.ts';
import { cursorName } from '../lambda/config/entra-graph.ts';
import type { Config } from '../lambda/config/schema.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { LogSource } from './log-source.ts';
import { output } from './output.ts';

export interface DeployedOutputsProps {
  readonly config: Pick<Config, 'cloudtrail' | 'entra'>;
  /** What was built of `config.cloudtrail`, in its order. */
  readonly sources: readonly LogSource[];
}

/** What the stack was made of: `gatewarden doctor` reads it from the outputs, as nothing that is deployed says it. */
export class DeployedOutputs extends Construct {
  constructor(scope: Construct, id: string, { config: { cloudtrail, entra }, sources }: DeployedOutputsProps) {
    super(scope, id);
    const description = 'For `gatewarden doctor`.';
    const deployed = sources.flatMap((built, index) => {
      const source = cloudtrail[index];
      return source === undefined ? [] : [deployedSource(source, built)];
    });
    output(this, deployedOutputs.version, { value: packageJson.version, description });
    output(this, deployedOutputs.sources, { value: Stack.of(this).toJsonString(deployed), description });
    output(this, deployedOutputs.logicalIds, { value: `${logicalPrefix(scope)}*`, description });
    if (entra.graph !== undefined)
      output(this, deployedOutputs.cursor, { value: cursorName(entra.graph), description });
  }
}

/**
 * What logical ids begin with below a construct: the ids that lead there, but for `Default`, and for one that the id before
 * it ends with. https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html
 */
function logicalPrefix(construct: Construct): string {
  const ids = Names.stackRelativeConstructPath(construct).split('/');
  return ids
    .filter((id) => id !== 'Default')
    .filter((id, index, all) => index === 0 || all[index - 1]?.endsWith(id) !== true)
    .map((id) => id.replace(/[^A-Za-z0-9]/g, ''))
    .join('');
}

function deployedSource(source: CloudTrailSource, { logs, bucket }: LogSource): DeployedSource {
  const { bucketName, account, region, readAs, keyArn } = logs;
  return {
    mode: source.mode,
    bucket: bucketName,
    account,
    ...(region !== undefined && { region }),
    ...(readAs !== undefined && { readAs }),
    ...(bucket === undefined && keyArn !== undefined && { keyArn }), // of our own bucket it is a key of ours
    ...(source.mode === 'topic' && { topicArn: source.topicArn }),
    ...(source.mode === 'replica' && { sourceBucket: source.sourceBucket, sourceAccount: source.account }),
  };
}
