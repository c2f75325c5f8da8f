import { alertsContract } from './alerts.contract.ts';
import { cursorsContract } from './cursors.contract.ts';
import { seenSetsContract } from './seen-sets.contract.ts';
import { inEveryStore } from './stores.ts';
import { timelinesContract } from './timelines.contract.ts';

inEveryStore((store) => {
  timelinesContract(() => store().timelines);
  alertsContract(() => store().alerts);
  cursorsContract(() => store().cursors);
  seenSetsContract(() => store().seen);
});
