/** Whether there is time to try all that there is to try: `npm run test:long`, as CI runs it. */
export const isLong = process.env['GATEWARDEN_LONG'] === '1';

/** How many cases a costly search tries: all where there is time, else a quarter, as `npm test` is to be quick. */
export function effort(cases: number): number {
  return isLong ? cases : Math.ceil(cases / 4);
}
