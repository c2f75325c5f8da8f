import { attacks } from '../attack.ts';
import { type Report, shownNumber } from './report.ts';

export async function attackReport(quick: boolean): Promise<Report> {
  const data = await attacks({ quick });
  const { costs, login, quietPoll, shared } = data;
  return {
    data,
    tables: [
      {
        headers: ['A million failures from', 'failures a file', 'write units', 'read units'],
        rows: costs.map(({ origin, failuresPerFile, writeUnits, readUnits }) => [
          origin,
          shownNumber(failuresPerFile),
          shownNumber(writeUnits),
          shownNumber(readUnits),
        ]),
      },
      {
        headers: ['What', 'write units', 'read units'],
        rows: [
          ['a console login, judged', String(login.writes), String(login.reads)],
          ['a poll of Graph that finds nothing', String(quietPoll.writes), String(quietPoll.reads)],
          [
            `a failure at an address of ${shared.logins} logins, none alerts`,
            shownNumber(shared.writesBefore),
            shownNumber(shared.readsBefore),
          ],
          ['the same where all of them alert', shownNumber(shared.writesAfter), shownNumber(shared.readsAfter)],
        ],
      },
    ],
    notes: [],
  };
}
