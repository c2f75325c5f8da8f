import { join } from 'node:path';
import { here } from '../here.ts';
import type { FunctionSpec } from './invocation.ts';

/** Where the code that plays the runtime lies. */
export const runtimeFolder = join(import.meta.dirname, 'runtime');

/**
 * The environment of a function's process: what Lambda defines, and nothing of the machine that hosts it.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 *
 * Credentials and the Region are Lambda's to set as well; they come with the function's own variables here. Left out:
 * LD_LIBRARY_PATH and NODE_PATH, which point into Lambda's image, and the address of X-Ray's daemon.
 */
export function functionVariables(spec: FunctionSpec, runtimeApi: string): Readonly<Record<string, string>> {
  const region = regionOf(spec);
  return {
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // Lambda sets none, but in its home folder lies no ~/.aws that the SDK would read.
    HOME: '/home/sbx_user1051',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...spec.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${runtimeApi}`,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: spec.codeFolder,
    LAMBDA_RUNTIME_DIR: runtimeFolder,
    _HANDLER: spec.handler,
  };
}

export function functionArn(spec: FunctionSpec): string {
  return `arn:${here.partition}:lambda:${regionOf(spec)}:${here.account}:function:${spec.name}`;
}

function regionOf({ environment }: FunctionSpec): string {
  return environment['AWS_REGION'] ?? here.region;
}
