import { createHash } from 'node:crypto';
import { arnHere, busArn, here } from '../here.ts';

/** What a resource is called once it is there. */
export interface Identity {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by the attribute's name. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Place {
  readonly endpoint: string;
  readonly region: string;
}

/**
 * What `Ref` and `Fn::GetAtt` give for a resource of this type and name, as each type's page of
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ has it under "Return values"; undefined for a
 * type that nothing refers to. `endpoint` is where queues are found. A rule of another bus than the default one is named
 * with it: `bus/rule`.
 */
export function identityOf(type: string, name: string, { endpoint, region }: Place): Identity | undefined {
  switch (type) {
    case 'AWS::S3::Bucket':
      return { ref: name, attributes: { Arn: `arn:${here.partition}:s3:::${name}` } };
    case 'AWS::SQS::Queue': {
      const url = `${endpoint}/${here.account}/${name}`;
      return { ref: url, attributes: { Arn: arnHere('sqs', name, region), QueueName: name, QueueUrl: url } };
    }
    case 'AWS::SNS::Topic': {
      const arn = arnHere('sns', name, region);
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    }
    case 'AWS::DynamoDB::Table':
      return { ref: name, attributes: { Arn: arnHere('dynamodb', `table/${name}`, region) } };
    case 'AWS::IAM::Role':
      return { ref: name, attributes: { Arn: `arn:${here.partition}:iam::${here.account}:role/${name}` } };
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arnHere('lambda', `function:${name}`, region) } };
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: arnHere('logs', `log-group:${name}:*`, region) } };
    case 'AWS::CloudWatch::Dashboard':
      return { ref: name, attributes: {} };
    case 'AWS::KMS::Key':
      return { ref: name, attributes: { Arn: arnHere('kms', `key/${name}`, region), KeyId: name } };
    case 'AWS::Scheduler::ScheduleGroup':
      return { ref: name, attributes: { Arn: arnHere('scheduler', `schedule-group/${name}`, region) } };
    case 'AWS::Events::EventBus': {
      const arn = busArn(name, { region });
      return { ref: name, attributes: { Arn: arn, Name: name } };
    }
    case 'AWS::Events::Rule':
      return { ref: name.replace('/', '|'), attributes: { Arn: arnHere('events', `rule/${name}`, region) } };
    default:
      return undefined;
  }
}

/** The property that gives a resource of this type its name; without it CloudFormation makes one up. */
export const nameProperties: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
};

/** What any name here may have at most: a bucket's. */
const longest = 63;
const hashLength = 8;

/** A name like CloudFormation's, of stack and logical id, but the same each time. */
export function madeUpName(type: string, stackName: string, logicalId: string): string {
  const whole = `${stackName}-${logicalId}`;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, hashLength);
  const name = whole.length <= longest ? whole : `${whole.slice(0, longest - hashLength - 1)}-${hash}`;
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
}
