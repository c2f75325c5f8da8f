// Plays Lambda's runtime nodejs24.x. Plain JavaScript, as in Lambda: to strip types would double what a cold start takes.
import { Socket } from 'node:net';
import { contextOf } from './context.js';
import { describe, RuntimeError } from './errors.js';
import { loadHandler } from './load-handler.js';
import { runtimeClient } from './runtime-client.js';

// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html says what a runtime does; its names of errors and exit
// statuses are those of https://github.com/aws/aws-lambda-nodejs-runtime-interface-client. Unlike that one it leaves the
// console alone, so what is logged by it has no time and no request id before it, and it streams no answers.

const { AWS_LAMBDA_RUNTIME_API: runtimeApi, LAMBDA_TASK_ROOT: taskRoot, _HANDLER: handlerName } = process.env;
const client = runtimeClient(runtimeApi);

/** Of the invocation that is running. @type {string | undefined} */
let requestId;

leaveWithHost();
process.on('uncaughtException', (error) => leave('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) =>
  leave('Unhandled Promise Rejection', new RuntimeError('UnhandledPromiseRejection', String(reason)), 128),
);

const handler = await loadHandler(taskRoot, handlerName).catch((error) => leave('Uncaught Exception', error, 1));
for (;;) {
  const { headers, event } = await client.next();
  const context = contextOf(headers, process.env);
  requestId = context.awsRequestId;
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  await run(event, context);
  requestId = undefined;
}

/** Answers or fails one invocation. */
async function run(event, context) {
  try {
    await client.respond(context.awsRequestId, textOf(await handler(JSON.parse(event), context)));
  } catch (error) {
    log('Invoke Error', error);
    await client.fail(context.awsRequestId, describe(error));
  }
}

function textOf(answer) {
  try {
    return JSON.stringify(answer === undefined ? null : answer);
  } catch {
    throw new RuntimeError('JSONStringifyError', 'Unable to stringify response body');
  }
}

/** Says what happened, to the invocation that is running or else of the start, and ends the process. */
async function leave(what, error, status) {
  log(what, error);
  if (requestId === undefined) await client.failToStart(describe(error));
  else await client.fail(requestId, describe(error));
  process.exit(status);
}

function log(what, error) {
  const { trace, ...described } = describe(error);
  const line = JSON.stringify({ ...described, stack: trace });
  process.stderr.write(`${new Date().toISOString()}\t${requestId}\tERROR\t${what} \t${line}\n`);
}

/** The host holds the other end of file descriptor 3: when that closes, there is no host any more. */
function leaveWithHost() {
  const host = new Socket({ fd: 3 });
  host.on('error', () => process.exit(1));
  host.on('close', () => process.exit(1));
  host.resume();
  host.unref();
}
