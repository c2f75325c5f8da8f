import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/**
 * All that this command ever asks AWS, by the IAM action that it takes: the policy in docs/doctor.md has these and no
 * others, and each reads. A test holds both.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const reads = {
  'cloudformation:DescribeStacks': { client: CloudFormationClient, command: DescribeStacksCommand },
  'cloudformation:ListStackResources': { client: CloudFormationClient, command: ListStackResourcesCommand },
  'cloudtrail:DescribeTrails': { client: CloudTrailClient, command: DescribeTrailsCommand },
  'cloudtrail:GetEventSelectors': { client: CloudTrailClient, command: GetEventSelectorsCommand },
  'cloudtrail:GetTrailStatus': { client: CloudTrailClient, command: GetTrailStatusCommand },
  'cloudwatch:DescribeAlarms': { client: CloudWatchClient, command: DescribeAlarmsCommand },
  'cloudwatch:GetMetricData': { client: CloudWatchClient, command: GetMetricDataCommand },
  'dynamodb:DescribeContinuousBackups': { client: DynamoDBClient, command: DescribeContinuousBackupsCommand },
  'dynamodb:DescribeTable': { client: DynamoDBClient, command: DescribeTableCommand },
  'dynamodb:DescribeTimeToLive': { client: DynamoDBClient, command: DescribeTimeToLiveCommand },
  'dynamodb:GetItem': { client: DynamoDBClient, command: GetItemCommand },
  'events:DescribeRule': { client: EventBridgeClient, command: DescribeRuleCommand },
  'events:ListTargetsByRule': { client: EventBridgeClient, command: ListTargetsByRuleCommand },
  'kms:DescribeKey': { client: KMSClient, command: DescribeKeyCommand },
  'kms:GetKeyPolicy': { client: KMSClient, command: GetKeyPolicyCommand },
  'lambda:GetFunctionConcurrency': { client: LambdaClient, command: GetFunctionConcurrencyCommand },
  'lambda:GetFunctionConfiguration': { client: LambdaClient, command: GetFunctionConfigurationCommand },
  'lambda:ListEventSourceMappings': { client: LambdaClient, command: ListEventSourceMappingsCommand },
  's3:GetBucketNotification': { client: S3Client, command: GetBucketNotificationConfigurationCommand },
  's3:GetBucketPolicy': { client: S3Client, command: GetBucketPolicyCommand },
  'sns:GetSubscriptionAttributes': { client: SNSClient, command: GetSubscriptionAttributesCommand },
  'sns:GetTopicAttributes': { client: SNSClient, command: GetTopicAttributesCommand },
  'sns:ListSubscriptionsByTopic': { client: SNSClient, command: ListSubscriptionsByTopicCommand },
  'sqs:GetQueueAttributes': { client: SQSClient, command: GetQueueAttributesCommand },
  'sts:GetCallerIdentity': { client: STSClient, command: GetCallerIdentityCommand },
} as const;
