import { gzipSync } from 'node:zlib';
import { consoleLogin } from '../records.ts';

/** A CloudTrail file with one console login without MFA, which is one alert. */
export const oneLogin = JSON.stringify({ Records: [consoleLogin()] });

export const oneLoginGzip = gzipSync(oneLogin);

/** A CloudTrail file in which nothing is to be found. */
export const nothingToFind = JSON.stringify({
  Records: [consoleLogin({ eventName: 'DescribeInstances', eventSource: 'ec2.amazonaws.com' })],
});
