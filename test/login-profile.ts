import { consoleLogin, type Json } from './records.ts';

/** A CloudTrail record of mallory, who gives alice a password for the console; ten minutes before `consoleLogin`. */
export function createLoginProfile(changes: Json = {}): Json {
  return {
    ...consoleLogin(),
    userIdentity: {
      type: 'IAMUser',
      principalId: 'EXAMPLEPRINCIPALMALLORY',
      arn: 'arn:aws:iam::111122223333:user/mallory',
      accountId: '111122223333',
      userName: 'mallory',
    },
    eventTime: '2026-11-20T09:50:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateLoginProfile',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: { userName: 'alice', passwordResetRequired: false },
    responseElements: { loginProfile: { userName: 'alice', createDate: 'Nov 20, 2026, 9:50:00 AM' } },
    additionalEventData: undefined,
    eventID: '00000000-0000-4000-8000-000000000002',
    eventType: 'AwsApiCall',
    ...changes,
  };
}
