import { exampleApp } from '../servers/graph.ts';

const account = 'us-east-1:111122223333';

/** What proves to Entra ID that the poller is the app registration: how it is named, and what it is. */
export const graphSecret = {
  names: {
    secretArn: `arn:aws:secretsmanager:${account}:secret:gatewarden/entra-AbCdEf`,
    keyArn: `arn:aws:kms:${account}:key/00000000-0000-4000-8000-000000000003`,
  },
  text: exampleApp.credential.secret,
} as const;
