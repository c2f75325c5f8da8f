import { replaying } from '../replaying.ts';
import { type Report, shownNumber } from './report.ts';

/** `gatewarden replay` of a folder, start included, against one thread that only decompresses the same files. */
export async function replayReport(quick: boolean): Promise<Report> {
  const data = replaying(quick ? 200_000_000 : 1_000_000_000, quick ? 1 : 3);
  const { bytes, files, gunzip, replay, ratio, peak } = data;
  return {
    data,
    tables: [
      {
        headers: ['What', 'gunzip, s', 'replay, s', 'peak memory, MB', 'ratio'],
        rows: [
          [
            `${Math.round(bytes / 1e6)} MB in ${files} files`,
            shownNumber(gunzip),
            shownNumber(replay),
            shownNumber(peak / 1e6),
            ratio.toFixed(2),
          ],
        ],
      },
    ],
    notes: [],
  };
}
