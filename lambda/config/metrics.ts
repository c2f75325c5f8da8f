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
    alertsFound: 'AlertsFound',
    messagesFailed: 'MessagesFailed',
    /** An object of which not every record was judged, skipped or failed: a fault of ours. */
    reconciliationBroken: 'ReconciliationBroken',
  },
} as const;

export type MetricName = (typeof metrics.names)[keyof typeof metrics.names];
