import { alertsContract } from './alerts.contract.ts';
import { inEveryStore } from './stores.ts';
import { timelinesContract } from './timelines.contract.ts';

inEveryStore((store) => {
  timelinesContract(() => store().timelines);
  alertsContract(() => store().alerts);
});
