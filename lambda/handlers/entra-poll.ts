import type { Context } from 'aws-lambda';
import { functionPorts } from './function-ports.ts';
import { handlePoll } from './handle-poll.ts';
import { pollPorts, pollRequest } from './poll-ports.ts';

const ports = functionPorts(process.env);
const { graph } = ports.config.entra;
if (graph === undefined) throw new Error('the configuration beside the code has no entra.graph');
const request = pollRequest(graph);
const portsOf = pollPorts(graph, ports);

/** Entra ID's sign-ins, from Microsoft Graph; the schedule's event says nothing. */
export const handler = (_event: unknown, context: Context): Promise<void> => handlePoll(request, portsOf(context));
