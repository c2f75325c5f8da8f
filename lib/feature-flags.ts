import type { Construct } from 'constructs';

/**
 * Sets, below a construct alone, the one feature flag of the CDK that changes what works here: without it, S3's access
 * logs come by an ACL, which a new bucket does not take. An app may have other flags than this project, or none. To be
 * called before the construct has children.
 */
export function pinFeatureFlags(construct: Construct): void {
  construct.node.setContext('@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy', true);
}
