import { usual } from '../../bin/commands/cost/from-config.ts';
import type { Organisation } from '../../bin/commands/cost/organisation.ts';

/** One account and Region in which files are written and nothing else happens. */
export const quiet: Organisation = {
  ...usual,
  accounts: 1,
  regions: 1,
  eventsPerFile: 0,
  logins: 0,
  failedLogins: 0,
  alerts: 0,
  signIns: 0,
  failedSignIns: 0,
};
