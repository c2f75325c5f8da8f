/** The functions' CloudWatch metrics: what they count and what the stack's alarms look at. All are counts. */
export const metrics = {
  namespace: 'Gatewarden',
  /** The dimension of every metric: which function counted. */
  functionDimension: 'Function',
  /** A second dimension of what was skipped: why. */
  reasonDimension: 'Reason',
  names: {
    objects: 'Objects',
    objectsSkipped: 'ObjectsSkipped',
    objectsFailed: 'ObjectsFailed',
    records: 'Records',
    events: 'Events',
    recordsSkipped: 'RecordsSkipped',
    recordsFailed: 'RecordsFailed',
    /** What exclusions dropped or lowered; an event once for each exclusion and rule. */
    eventsExcluded: 'EventsExcluded',
    alertsFound: 'AlertsFound',
    messagesFailed: 'MessagesFailed',
    /** An object of which not every record was judged, skipped or failed: a fault of ours. */
    reconciliationBroken: 'ReconciliationBroken',
  },
} as const;

export type MetricName = (typeof metrics.names)[keyof typeof metrics.names];
