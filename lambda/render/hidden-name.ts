/**
 * What CloudTrail writes in place of a user name that does not exist, as people type passwords there.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
export const hiddenName = 'HIDDEN_DUE_TO_SECURITY_REASONS';
