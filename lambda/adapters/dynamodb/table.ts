import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Duration, Instant } from '../../core/time.ts';

/** The table that keeps timelines and alerts, and what writing to it takes. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The time from which an item's retention counts. */
  readonly now: () => Instant;
  /**
   * How long to wait before each further attempt at items that DynamoDB left unprocessed.
   * @default 50 ms, doubled six times: 8 attempts in 6.4 s
   */
  readonly retryDelays?: readonly Duration[];
}
