import type { Severity } from '../core/rule.ts';
import type { Instant } from '../core/time.ts';

/** What every finding of ours has in common: its class, whether it is told again, how severe it is, when, and of how much. */
export interface OcsfFrame {
  readonly class_uid: 2004;
  readonly class_name: 'Detection Finding';
  readonly category_uid: 2;
  readonly category_name: 'Findings';
  readonly activity_id: 1 | 2;
  readonly activity_name: 'Create' | 'Update';
  readonly type_uid: 200401 | 200402;
  readonly severity_id: number;
  readonly severity: Severity;
  readonly status_id: 1;
  readonly status: 'New';
  readonly time: Instant;
  readonly timezone_offset: 0;
  readonly start_time: Instant;
  readonly end_time: Instant;
  readonly count: number;
  readonly metadata: object;
}

interface Framed {
  /** Of the alert, or of the bulletin. */
  readonly id: string;
  readonly revision: number;
  readonly severity: Severity;
  readonly start: Instant;
  readonly end: Instant;
  readonly count: number;
  /** Whether the finding leaves out some of what it tells of. */
  readonly truncated: boolean;
  readonly productVersion?: string;
}

/** As OCSF numbers them; the words are the same. */
const severityIds = { Informational: 1, Low: 2, Medium: 3, High: 4 } as const satisfies Record<Severity, number>;

/** Its `time` is that of the latest event, so that the same alert gives the same finding. */
export function frameOf({ id, revision, severity, start, end, count, truncated, productVersion }: Framed): OcsfFrame {
  return {
    class_uid: 2004,
    class_name: 'Detection Finding',
    category_uid: 2,
    category_name: 'Findings',
    ...(revision === 1
      ? { activity_id: 1, activity_name: 'Create', type_uid: 200401 }
      : { activity_id: 2, activity_name: 'Update', type_uid: 200402 }),
    severity_id: severityIds[severity],
    severity,
    status_id: 1,
    status: 'New',
    time: end,
    timezone_offset: 0,
    start_time: start,
    end_time: end,
    count,
    metadata: {
      version: '1.8.0',
      profiles: ['cloud'],
      uid: `${id}/${revision}`,
      product: {
        name: 'Gatewarden',
        vendor_name: 'Gatewarden',
        ...(productVersion !== undefined && { version: productVersion }),
      },
      ...(truncated && { is_truncated: true }),
    },
  };
}
