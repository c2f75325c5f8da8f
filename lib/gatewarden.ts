import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { canaryMarks } from '../lambda/config/canary.ts';
import type { QueueName } from '../lambda/config/queues.ts';
import type { Audience } from '../lambda/config/topics.ts';
import { AccessLogs } from './access-logs.ts';
import { AlertTopics } from './alert-topics.ts';
import { Canary } from './canary.ts';
import { CloudTrailSources } from './cloudtrail-sources.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { DeployedOutputs } from './deployed-outputs.ts';
import { DetectorFunction } from './detector-function.ts';
import { Encryption } from './encryption.ts';
import { warnOfExpired } from './expired-exclusions.ts';
import { FastPath } from './fast-path.ts';
import { pinFeatureFlags } from './feature-flags.ts';
import type { GatewardenProps } from './gatewarden-props.ts';
import { GraphPoller } from './graph-poller.ts';
import { KeptResources } from './kept-resources.ts';
import { LandingBucket } from './landing-bucket.ts';
import { Operators } from './operators.ts';
import { nameAfterPlace } from './own-names.ts';
import { warnOfPartition } from './partition-warnings.ts';
import { QueueOutputs } from './queue-outputs.ts';
import type { SignInTarget } from './sign-in-forwarder.ts';
import { StateTable } from './state-table.ts';
import { Sweeper } from './sweeper.ts';
import { validConfig } from './valid-config.ts';
import { Watching } from './watching.ts';
import { WiringOutputs } from './wiring-outputs.ts';

/**
 * Watches the console sign-ins of AWS accounts. The picture, in the way of the data:
 *
 *     EventBridge ──────╮   (single sign-ins, sooner, where it is asked for)
 *     CloudTrail ─ S3 ─ SQS ─▶ function ─┬─▶ DynamoDB
 *     Entra ID ─── S3 ─ SQS ─▶ function ─┤
 *     schedule ───▶ Graph ───▶ function ─┼─▶ SNS ─▶ machines, people, chat
 *     schedule ─▶ DynamoDB ──▶ sweeper ──┘
 *     schedule ─▶ canary ─ S3 … SNS ─▶ canary   (made up; the same way, a topic of its own)
 *                              alarms ─────▶ SNS ─▶ operators
 *
 * Throws FaultyProps where the props cannot be built. What it holds is there to read and to subscribe to; how it is wired
 * is not to be changed from outside.
 */
export class Gatewarden extends Construct {
  /** What is remembered. It outlives the stack. */
  readonly table: ITable;
  /** Where alerts are published, by who reads them; none for an audience that is not told. */
  readonly topics: Readonly<Partial<Record<Audience, ITopic>>>;
  /** Where the alarms about Gatewarden itself are published. */
  readonly operatorTopic: ITopic;
  /** What tells of new log files, by what these are, each with what could not be handled. */
  readonly queues: Readonly<Record<QueueName, { readonly queue: IQueue; readonly deadLetters: IQueue }>>;
  /** The functions, by what they take or do. Each has a role of its own. */
  readonly functions: {
    readonly cloudtrail: IFunction;
    readonly entra: IFunction;
    readonly sweeper: IFunction;
    /** There with `entra.graph`. */
    readonly poller?: IFunction;
    /** There with `canary`. */
    readonly canary?: IFunction;
  };
  /** The buckets that it creates. They outlive the stack. */
  readonly buckets: {
    /** Where Entra ID's sign-in logs are dropped. */
    readonly entra: IBucket;
    /** S3's own logs of who read and wrote the other buckets. */
    readonly accessLogs: IBucket;
    /** There with `canary`: where its login is written. */
    readonly canary?: IBucket;
    /** There with a trail of its own. */
    readonly cloudtrail?: IBucket;
    /** What log files are replicated to, in the order of the configuration. There where some are. */
    readonly replicas?: readonly IBucket[];
  };
  /** Where sign-ins of other Regions and accounts are forwarded to. Undefined where `fastPath` names none. */
  readonly signIns: SignInTarget | undefined;
  /** What queues and topics are encrypted with, and what rests: table and log buckets. They outlive the stack. */
  readonly keys: { readonly messages: IKey; readonly data: IKey };

  constructor(scope: Construct, id: string, props: GatewardenProps = {}) {
    super(scope, id);
    const config = validConfig(this, props);
    nameAfterPlace(this);
    pinFeatureFlags(this);
    warnOfExpired(this, config.exclusions);
    warnOfPartition(this, config);
    const { entra, topics, telling, rules, exclusions, limits } = config;
    const detection = { entra, topics, telling, rules, exclusions, limits };
    const { data, messages } = new Encryption(this, 'Encryption');
    const accessLogs = new AccessLogs(this, 'AccessLogs').bucket;

    const cloudTrailQueue = new DeliveryQueue(this, 'CloudTrailQueue', { key: messages });
    const { fastPath } = config;
    const fast = fastPath && new FastPath(this, 'FastPath', { fastPath, config, queue: cloudTrailQueue });
    const cloudTrail = new CloudTrailSources(this, 'CloudTrail', {
      sources: config.cloudtrail,
      key: data,
      queue: cloudTrailQueue,
      accessLogs,
    });
    const cloudTrailDetector = new DetectorFunction(this, 'CloudTrailDetector', {
      handler: 'cloudtrail',
      description: 'Gatewarden: judges the sign-ins in CloudTrail log files',
      source: cloudTrailQueue,
      logs: cloudTrail.logs,
      config: detection,
    });
    fast?.bringTo(cloudTrailDetector.function);

    const entraQueue = new DeliveryQueue(this, 'EntraQueue', { key: messages });
    const landing = new LandingBucket(this, 'EntraLanding', {
      key: data,
      queue: entraQueue,
      accessLogs,
      ...(entra.landingPrefix !== undefined && { prefix: entra.landingPrefix }),
      ...(config.canary && { passing: `${entra.landingPrefix ?? ''}${canaryMarks.folder}` }),
    });
    const entraDetector = new DetectorFunction(this, 'EntraDetector', {
      handler: 'entra',
      description: 'Gatewarden: remembers failed Entra ID sign-ins and judges the console logins near them',
      source: entraQueue,
      logs: [landing.logs],
      config: detection,
    });

    const poller = entra.graph && new GraphPoller(this, 'EntraPoller', { graph: entra.graph, config: detection });

    const rereaders = poller === undefined ? [entraDetector] : [entraDetector, poller];
    const detectors = [cloudTrailDetector, ...rereaders];
    const sweeper = new Sweeper(this, 'Sweeper', { config: detection });
    const takers = { cloudtrail: cloudTrailDetector, entra: entraDetector };
    const state = new StateTable(this, 'State', { key: data, detectors, rereaders, takers, sweeper });

    const operators = new Operators(this, 'Operators', { key: messages, subscribers: config.subscribers.operators });
    const alerts = new AlertTopics(this, 'Alerts', {
      key: messages,
      topics,
      subscribers: config.subscribers,
      detectors: [...detectors, sweeper],
      operators,
    });
    const canary =
      config.canary &&
      new Canary(this, 'Canary', {
        canary: config.canary,
        config: detection,
        data,
        messages,
        queue: cloudTrailQueue,
        landing: landing.logs,
        accessLogs,
        takers,
      });
    new Watching(this, 'Watching', {
      config,
      cloudTrail: { queue: cloudTrailQueue, detector: cloudTrailDetector },
      entra: { queue: entraQueue, detector: entraDetector },
      sweeper,
      poller,
      canary,
      topics: alerts.topics,
      tableName: state.table.tableName,
      operators,
      whole: this,
    });
    new QueueOutputs(this, 'Queues', { queues: { cloudtrail: cloudTrailQueue, entra: entraQueue } });
    new WiringOutputs(this, 'Wiring', { sources: cloudTrail.all, readerArn: cloudTrailDetector.role.roleArn });
    new DeployedOutputs(this, 'Deployed', { config, sources: cloudTrail.all });
    new KeptResources(this, 'Kept');

    this.table = state.table as ITable; // CDK's classes miss their interfaces under exactOptionalPropertyTypes
    this.signIns = fast?.signIns;
    this.topics = alerts.topics;
    this.operatorTopic = operators.topic;
    this.queues = { cloudtrail: cloudTrailQueue, entra: entraQueue };
    this.functions = {
      cloudtrail: cloudTrailDetector.function,
      entra: entraDetector.function,
      sweeper: sweeper.function,
      ...(poller && { poller: poller.function }),
      ...(canary && { canary: canary.function.function }),
    };
    this.buckets = {
      entra: landing.bucket as IBucket,
      accessLogs,
      ...(canary && { canary: canary.bucket as IBucket }),
      ...cloudTrail.buckets,
    };
    this.keys = { messages, data };
  }
}
