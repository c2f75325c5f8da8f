import { errorFields } from '../adapters/log.ts';
import { type PollPorts, type PollReport, type PollRequest, poll } from '../sources/entra/graph/poll.ts';
import { countingAlerts, newDetectionCount } from './detection-count.ts';
import { type PollReportPorts, reportPoll } from './poll-report.ts';

/** All that a run of the poller needs from outside. */
export interface HandlePollPorts extends PollPorts, PollReportPorts {}

/** A run that could not do all of it; the log says why, line by line. The next run goes on where this one stopped. */
export class PollFailed extends AggregateError {
  constructor(errors: readonly unknown[]) {
    super(errors, 'some sign-ins could not be read or judged: the lines "poll failed" of the log say why');
    this.name = 'PollFailed';
  }
}

/** One run of the poller, counted and logged. Throws PollFailed after everything else is done. */
export async function handlePoll(request: PollRequest, ports: HandlePollPorts): Promise<void> {
  const count = newDetectionCount();
  const alerts = countingAlerts(ports.alerts, count);
  const report = await poll(request, { ...ports, alerts, excluded: count.excluded }).catch((error: unknown) => {
    ports.log.error('poll failed', errorFields(error));
    throw new PollFailed([error]);
  });
  reportPoll({ report, count, overlap: request.overlap }, ports);
  const errors = errorsOf(report);
  if (errors.length > 0) throw new PollFailed(errors);
}

function errorsOf({ feeds }: PollReport): readonly unknown[] {
  return feeds.flatMap(({ errors }) => errors);
}
