import { errorFields } from '../adapters/log.ts';
import { type SweepPorts, sweep } from '../core/sweep.ts';
import { countingDue, newDueCount, reportSweep, type SweepReportPorts } from './sweep-report.ts';

/** All that a run of the sweeper needs from outside. */
export interface HandleSweepPorts extends SweepPorts, SweepReportPorts {}

/** A run that could not tell all of it; the log says why, line by line. What was not told stays due to the next run. */
export class SweepFailed extends AggregateError {
  constructor(errors: readonly unknown[]) {
    super(errors, 'some alerts could not be told: the lines "sweep failed" of the log say why');
    this.name = 'SweepFailed';
  }
}

/** One run of the sweeper, counted and logged. Throws SweepFailed after everything else is done. */
export async function handleSweep(ports: HandleSweepPorts): Promise<void> {
  const count = newDueCount();
  const alerts = countingDue(ports.alerts, count);
  const report = await sweep({ ...ports, alerts }).catch((error: unknown) => {
    ports.log.error('sweep failed', errorFields(error));
    throw new SweepFailed([error]);
  });
  reportSweep(report, count, ports);
  if (report.failed.length > 0) throw new SweepFailed(report.failed.map(({ error }) => error));
}
