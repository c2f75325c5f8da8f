import { consoleLogin, type Json } from '../../test/records.ts';
import { attacker, office } from './sign-ins.ts';
import { uuid } from './uuid.ts';

const account = '111122223333';
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

const withMfa = (name: string): Json => ({
  LoginTo: 'https://console.aws.amazon.com/console/home',
  MobileVersion: 'No',
  MFAIdentifier: `arn:aws:iam::${account}:mfa/${name}`,
  MFAUsed: 'Yes',
});

/** Carol used the sprayed password for her IAM user too, and that user has no second factor. */
export const stolenLogin = login('stolen', {
  ...iamUser('carol'),
  eventTime: '2026-11-20T03:14:07Z',
  sourceIPAddress: attacker,
  userAgent: firefox,
});

export const rootLogin = login('root', {
  userIdentity: { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
  eventTime: '2026-11-20T04:02:51Z',
  sourceIPAddress: '198.51.100.66',
  userAgent: firefox,
});

/** What the attacker looked at first. */
export const lookAround: readonly Json[] = [
  ['sts.amazonaws.com', 'GetCallerIdentity', '2026-11-20T03:15:20Z'],
  ['iam.amazonaws.com', 'ListUsers', '2026-11-20T03:15:44Z'],
  ['iam.amazonaws.com', 'ListAttachedUserPolicies', '2026-11-20T03:16:02Z'],
  ['s3.amazonaws.com', 'ListBuckets', '2026-11-20T03:16:31Z'],
].map(([eventSource, eventName, eventTime]) => ({
  ...stolenLogin,
  eventSource,
  eventName,
  eventTime,
  eventID: uuid('look', String(eventName)),
  eventType: 'AwsApiCall',
  responseElements: null,
  additionalEventData: undefined,
  readOnly: true,
  managementEvent: true,
}));

/** A way back in for later: a password for a user that only programs used, tried at once. */
export const backDoor: readonly Json[] = [
  {
    ...stolenLogin,
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateLoginProfile',
    eventTime: '2026-11-20T03:18:40Z',
    eventID: uuid('back door', 'CreateLoginProfile'),
    eventType: 'AwsApiCall',
    requestParameters: { userName: 'backup', passwordResetRequired: false },
    responseElements: { loginProfile: { userName: 'backup', createDate: 'Nov 20, 2026, 3:18:40 AM' } },
    additionalEventData: undefined,
    readOnly: false,
    managementEvent: true,
  },
  login('back door', {
    ...iamUser('backup'),
    eventTime: '2026-11-20T03:21:12Z',
    sourceIPAddress: attacker,
    userAgent: firefox,
  }),
];

/** Earlier the same night, from another address: a list of names that do not exist here, one every 17 seconds. */
export const guessedNames: readonly Json[] = Array.from({ length: 24 }, (_, index) =>
  unknownUser(`guess ${index}`, secondsAfter('2026-11-20T02:46:00Z', index * 17)),
);

/** Dave's password is known, his second factor is not: twelve codes in four minutes. */
export const guessedCodes: readonly Json[] = Array.from({ length: 12 }, (_, index) =>
  failure(`code ${index}`, secondsAfter('2026-11-20T05:30:10Z', index * 21), {
    ...iamUser('dave'),
    sourceIPAddress: attacker,
    userAgent: firefox,
    additionalEventData: withMfa('dave'),
  }),
);

/** Logins that are as they should be: a second factor at AWS, or at the identity provider before it. */
export const goodLogins: readonly Json[] = [
  login('dave', { ...iamUser('dave'), eventTime: '2026-11-20T07:58:40Z', additionalEventData: withMfa('dave') }),
  login('grace', {
    ...iamUser('grace'),
    eventTime: '2026-11-20T09:31:05Z',
    awsRegion: 'eu-central-1',
    additionalEventData: withMfa('grace'),
  }),
  login('frank', {
    ...iamUser('frank'),
    eventTime: '2026-11-20T20:04:10Z',
    sourceIPAddress: '2001:db8:52::7',
    additionalEventData: withMfa('frank'),
  }),
  singleSignOn('alice', '2026-11-20T08:15:30Z', office),
  singleSignOn('heidi', '2026-11-20T08:47:12Z', office),
  singleSignOn('olivia', '2026-11-20T13:20:45Z', office),
  singleSignOn('erin', '2026-11-20T19:22:09Z', '198.51.100.23'),
];

/** Logins that failed, one of them in the dark. */
export const failedLogins: readonly Json[] = [
  failure('bob', '2026-11-20T09:02:11Z', { ...iamUser('bob'), sourceIPAddress: office }),
  failure('bob again', '2026-11-20T09:02:36Z', { ...iamUser('bob'), sourceIPAddress: office }),
  unknownUser('nobody', '2026-11-20T22:13:09Z'),
];

function login(name: string, changes: Json): Json {
  const additionalEventData = {
    LoginTo: 'https://console.aws.amazon.com/console/home',
    MobileVersion: 'No',
    MFAUsed: 'No',
  };
  const eventID = uuid('login', name, String(changes['eventTime']));
  return consoleLogin({ sourceIPAddress: office, userAgent: chrome, additionalEventData, eventID, ...changes });
}

function failure(name: string, eventTime: string, changes: Json): Json {
  return login(name, {
    errorMessage: 'Failed authentication',
    responseElements: { ConsoleLogin: 'Failure' },
    ...changes,
    eventTime,
  });
}

/** A user name that does not exist: AWS writes down which one nowhere. */
function unknownUser(name: string, eventTime: string): Json {
  return failure(name, eventTime, {
    userIdentity: {
      type: 'IAMUser',
      principalId: '',
      accountId: account,
      accessKeyId: '',
      userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    },
    errorMessage: 'No username found in supplied account',
    sourceIPAddress: '203.0.113.99',
  });
}

function secondsAfter(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1_000).toISOString().replace('.000Z', 'Z');
}

/** IAM Identity Center: AWS sees no second factor, as it was checked before. */
function singleSignOn(name: string, eventTime: string, sourceIPAddress: string): Json {
  const role = 'AWSReservedSSO_Developer_0123456789abcdef';
  const principalId = `EXAMPLEROLEDEVELOPER:${name}@example.com`;
  return login(name, {
    userIdentity: {
      type: 'AssumedRole',
      principalId,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}@example.com`,
      accountId: account,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'EXAMPLEROLEDEVELOPER',
          arn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${role}`,
          accountId: account,
          userName: role,
        },
        attributes: { creationDate: eventTime, mfaAuthenticated: 'false' },
      },
    },
    eventTime,
    sourceIPAddress,
  });
}

function iamUser(name: string): Json {
  return {
    userIdentity: {
      type: 'IAMUser',
      principalId: `EXAMPLEPRINCIPAL${name.toUpperCase()}`,
      arn: `arn:aws:iam::${account}:user/${name}`,
      accountId: account,
      userName: name,
    },
  };
}
