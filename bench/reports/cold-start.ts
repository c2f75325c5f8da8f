import { coldStart } from '../cold-start.ts';
import { type Report, shownNumber } from './report.ts';

export async function coldStartReport(quick: boolean): Promise<Report> {
  const data = coldStart(quick ? 15 : 101);
  const kilobytes = (bytes: number): string => shownNumber(bytes / 1_000);
  const { bundles, import: ours, empty, ratio, cpuRatio } = data;
  return {
    data,
    tables: [
      {
        headers: ['Function', 'bundle, KB', 'of it parsed at the start, KB'],
        rows: bundles.map(({ handler, bytes, startBytes }) => [handler, kilobytes(bytes), kilobytes(startBytes)]),
      },
      {
        headers: ['What', 'empty handler, ms', 'cloudtrail, ms', 'ratio', 'ratio of processor time'],
        rows: [
          [
            'import with the same SDK clients',
            shownNumber(empty),
            shownNumber(ours),
            ratio.toFixed(2),
            cpuRatio.toFixed(2),
          ],
        ],
      },
    ],
    notes: [],
  };
}
