import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  type CloudTrailMode,
  type CloudTrailSource,
  type SourceOf,
  sourceIdentity,
} from '../lambda/config/cloudtrail.ts';
import { BucketEvents } from './bucket-events.ts';
import { CreatedTrail } from './created-trail.ts';
import type { LogObjects } from './log-objects.ts';
import type { LogSource, LogSourceProps } from './log-source.ts';
import { NotifyingBucket } from './notifying-bucket.ts';
import { ReplicaBucket } from './replica-bucket.ts';
import { stableId } from './stable-id.ts';
import { SubscribedTopic } from './subscribed-topic.ts';

export interface CloudTrailSourcesProps extends Omit<LogSourceProps<never>, 'source'> {
  readonly sources: readonly CloudTrailSource[];
}

type LogSourceConstruct<Source extends CloudTrailSource> = new (
  scope: Construct,
  id: string,
  props: LogSourceProps<Source>,
) => LogSource;

/** What each mode is built by. */
const constructs: { readonly [Mode in CloudTrailMode]: LogSourceConstruct<SourceOf<Mode>> } = {
  create: CreatedTrail,
  bucket: NotifyingBucket,
  topic: SubscribedTopic,
  eventbridge: BucketEvents,
  replica: ReplicaBucket,
};

/** All places where CloudTrail's files are; each keeps its ids whatever stands before it in the list. */
export class CloudTrailSources extends Construct {
  readonly all: readonly LogSource[];
  /** What a function reads. */
  readonly logs: readonly LogObjects[];
  /** The buckets that are made for them: of the trail, and of replicas. */
  readonly buckets: { readonly cloudtrail?: IBucket; readonly replicas?: readonly IBucket[] };

  constructor(scope: Construct, id: string, { sources, ...props }: CloudTrailSourcesProps) {
    super(scope, id);
    const made = sources.map((source) => ({ mode: source.mode, built: this.build(source.mode, source, props) }));
    this.all = made.map(({ built }) => built);
    this.logs = this.all.map(({ logs }) => logs);
    // CDK's classes miss their interfaces under exactOptionalPropertyTypes
    const bucketsOf = (wanted: CloudTrailMode) =>
      made.flatMap(({ mode, built }) => (mode === wanted && built.bucket ? [built.bucket as IBucket] : []));
    const [cloudtrail] = bucketsOf('create');
    const replicas = bucketsOf('replica');
    this.buckets = { ...(cloudtrail && { cloudtrail }), ...(replicas.length > 0 && { replicas }) };
  }

  private build<Mode extends CloudTrailMode>(
    mode: Mode,
    source: SourceOf<Mode>,
    props: Omit<CloudTrailSourcesProps, 'sources'>,
  ): LogSource {
    const id = mode === 'create' ? 'Created' : `Source${stableId(this, ...sourceIdentity(source))}`;
    return new constructs[mode](this, id, { ...props, source });
  }
}
