/** Some rules failed; the alerts of the others went out. The caller fails the message, so that it comes again. */
export class RulesFailed extends Error {
  readonly ruleIds: readonly string[];

  constructor(failures: ReadonlyMap<string, unknown>) {
    super(`these rules failed: ${[...failures.keys()].join(', ')}`, {
      cause: new AggregateError([...failures.values()]),
    });
    this.name = 'RulesFailed';
    this.ruleIds = [...failures.keys()];
  }
}

/** An alert that nobody was told of yet is claimed by another invocation, which may crash before it tells. */
export class AlertClaimed extends Error {
  constructor(alertId: string) {
    super(`alert ${alertId} is being told by another invocation`);
    this.name = 'AlertClaimed';
  }
}
