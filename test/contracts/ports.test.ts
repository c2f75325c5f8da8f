import { alertStepsContract } from './alert-steps.contract.ts';
import { alertsContract } from './alerts.contract.ts';
import { claimsContract } from './claims.contract.ts';
import { cursorsContract } from './cursors.contract.ts';
import { dueContract } from './due.contract.ts';
import { failedMessagesContract } from './failed-messages.contract.ts';
import { seenSetsContract } from './seen-sets.contract.ts';
import { inEveryStore } from './stores.ts';
import { timelinesContract } from './timelines.contract.ts';

inEveryStore((store) => {
  timelinesContract(() => store().timelines);
  alertsContract(() => store().alerts);
  claimsContract(() => store().alerts);
  dueContract(() => store().alerts);
  alertStepsContract(() => store().alerts);
  cursorsContract(() => store().cursors);
  seenSetsContract(() => store().seen);
  failedMessagesContract(() => store().failedMessages);
});
