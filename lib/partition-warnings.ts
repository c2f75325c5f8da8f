import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { graphDefaults } from '../lambda/config/entra-graph.ts';
import type { Config } from '../lambda/config/schema.ts';
import { partitionOf } from './partition.ts';

/**
 * Microsoft's clouds beside the global one, where those who need a partition of their own usually have their tenant.
 * https://learn.microsoft.com/graph/deployments
 */
const nationalClouds: Readonly<Record<string, string>> = {
  'aws-us-gov': 'of the US Government https://login.microsoftonline.us and https://graph.microsoft.us',
  'aws-cn': 'in China https://login.chinacloudapi.cn and https://microsoftgraph.chinacloudapi.cn',
};

/** Warns at synth of what there is only, or is meant for, the partition `aws`. */
export function warnOfPartition(scope: Construct, { subscribers, entra }: Config): void {
  const partition = partitionOf(scope);
  if (partition === undefined || partition === 'aws') return;
  if (subscribers.chat.length > 0) {
    // CloudFormation has no such types there, by the schemas that come with the CDK (F3006 of its validation).
    Annotations.of(scope).addWarningV2(
      'gatewarden:chatPartition',
      `CloudFormation has no channels of Amazon Q Developer in ${partition}, so they cannot be deployed. Leave out subscribers.chat.`,
    );
  }
  const cloud = nationalClouds[partition];
  if (cloud !== undefined && entra.graph?.endpoint === graphDefaults.endpoint) {
    Annotations.of(scope).addWarningV2(
      'gatewarden:graphCloud',
      `entra.graph asks Microsoft's global cloud. If your tenant is elsewhere, set authority and endpoint: ${cloud}.`,
    );
  }
}
