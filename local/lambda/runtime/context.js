/**
 * What a handler is given beside the event. Since nodejs24.x it has nothing for callbacks any more.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 *
 * @param {Record<string, string>} headers of the Runtime API's next invocation
 * @param {NodeJS.ProcessEnv} variables
 */
export function contextOf(headers, variables) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}
