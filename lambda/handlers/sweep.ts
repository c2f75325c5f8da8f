import type { Context } from 'aws-lambda';
import { functionPorts } from './function-ports.ts';
import { handleSweep } from './handle-sweep.ts';

const { detection, tellables, metrics, invocation } = functionPorts(process.env);

/** Alerts that are due and that nobody came to tell; the schedule's event says nothing. */
export const handler = (_event: unknown, context: Context): Promise<void> =>
  handleSweep({ ...detection, rules: tellables, metrics, ...invocation(context) });
