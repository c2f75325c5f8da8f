import type { SQSHandler } from 'aws-lambda';
import { landingKey } from '../adapters/object-key.ts';
import { handleBatch } from './handle-batch.ts';
import { invocationPorts } from './invocation-ports.ts';

const portsOf = invocationPorts(process.env, ({ entra }) => landingKey(entra.landingPrefix ?? ''));

/** Entra ID's sign-in logs, from the queue of the bucket where they land. */
export const handler: SQSHandler = (event, context) => handleBatch(event, portsOf(context));
