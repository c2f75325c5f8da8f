import { latency } from '../latency.ts';
import { type Report, shownNumber } from './report.ts';

export async function latencyReport(quick: boolean): Promise<Report> {
  const data = await latency(quick ? { files: 20, burst: 100 } : { files: 100, burst: 1_000 });
  const { files, alert, delivery, burst } = data;
  const row = (what: string, { p50, p95 }: typeof alert): readonly string[] => [
    what,
    shownNumber(p50),
    shownNumber(p95),
  ];
  return {
    data,
    tables: [
      {
        headers: [`${files} files, one after the other`, 'p50, ms', 'p95, ms'],
        rows: [
          row('written until its alert is at the topic', alert),
          row('written until a file without an alert is done', delivery),
        ],
      },
    ],
    notes: [
      `A burst of ${burst.files} files, ${burst.alerts} of which alert: ${shownNumber(burst.filesPerSecond)} files a second, the last alert after ${shownNumber(burst.slowest / 1_000)} s.`,
    ],
  };
}
