/** The functions' CloudWatch metrics: what they count and measure, and what the stack's alarms look at. */
export const metrics = {
  namespace: 'Gatewarden',
  /** The dimension of every metric: which function counted. */
  functionDimension: 'Function',
  /** A second dimension of what was skipped: why. */
  reasonDimension: 'Reason',
  /** Counts, to be added up. */
  names: {
    /** Log files. What comes by the fast path is none: that files still come is watched by this. */
    objects: 'Objects',
    /** Sign-ins that EventBridge brought by themselves; counted only where there are some. */
    signInEvents: 'SignInEvents',
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
    /** Messages that SNS did not take, or that could not be worded; counted only where there are some. */
    publishFailures: 'PublishFailures',
    /**
     * Objects, or lists of sign-ins, of which not every record was judged, skipped or failed; and messages of which not
     * every object was read, skipped or failed. A fault of ours.
     */
    reconciliationBroken: 'ReconciliationBroken',
    /** Of Microsoft Graph. */
    pages: 'Pages',
    /** How often Microsoft Graph asked to wait. */
    throttles: 'Throttles',
    /** Sign-ins that were new, or changed, and were remembered and judged. */
    signInsRemembered: 'SignInsRemembered',
    /** Alerts, and bulletins of several, that were due: told by the sweeper, or noted when they are due again. */
    alertsSwept: 'AlertsSwept',
    /** Alerts that were due, of a rule that tells nobody any more: nothing of them is due now. */
    alertsDropped: 'AlertsDropped',
    /** Alerts that were due and could not be told; they stay due. */
    alertsFailed: 'AlertsFailed',
    /** Runs of the canary whose files were written. */
    canarySent: 'CanarySent',
    /** Alerts of the canary that came back in time. */
    canaryReturned: 'CanaryReturned',
    /** Those that came back, but too late; counted only where there are some. */
    canaryLate: 'CanaryLate',
  },
  /** Lengths of time in seconds, each a measurement of its own. Below zero where another clock is ahead of ours. */
  gauges: {
    /** From the newest sign-in that was read until now; with Graph, of the list of sign-ins that is behind the most. */
    lag: 'LagSeconds',
    /** From the point until which all sign-ins were read, of any kind, until now; or, where it is more, how much later than it should an overlap is read again. */
    cursorAge: 'CursorAgeSeconds',
    /** For how long the oldest alert or bulletin that is due has been due; 0 where none is. */
    oldestDue: 'OldestDueSeconds',
    /** From the newest event of a new alert until SNS took it; once for each topic that it is told by itself. */
    toldAfter: 'ToldAfterSeconds',
    /** From a run of the canary until its alert was back, to the millisecond. */
    canaryRoundTrip: 'CanaryRoundTripSeconds',
  },
} as const;

export type CountName = (typeof metrics.names)[keyof typeof metrics.names];

export type GaugeName = (typeof metrics.gauges)[keyof typeof metrics.gauges];
