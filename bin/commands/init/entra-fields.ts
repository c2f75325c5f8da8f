import type { Field } from './field.ts';

export const entraWays = ['none', 'landing', 'graph'] as const;

/** How Entra ID's sign-ins come: not at all, as files in the landing bucket, or polled from Microsoft Graph. */
export type EntraWay = (typeof entraWays)[number];

export type WithoutGraph = Exclude<EntraWay, 'graph'>;

export const graphFields = {
  tenant: {
    key: 'tenant',
    question: 'Which tenant of Entra ID? Its id, or one of its domains.',
    example: 'example.onmicrosoft.com',
  },
  clientId: {
    key: 'clientId',
    question: 'What is the Application (client) ID of the app registration?',
    example: '00000000-0000-4000-8000-000000000002',
  },
} as const satisfies Record<string, Field>;

/** How the poller proves that it is the app, the best first. */
export const authMethods = [
  { value: 'federated', label: 'no secret', hint: "a federated credential for the function's role" },
  { value: 'certificate', label: 'a certificate', hint: 'PEM in Secrets Manager' },
  { value: 'secret', label: 'a client secret', hint: 'in Secrets Manager' },
] as const;

/** What a certificate and a secret take. */
export const secretFields: readonly Field[] = [
  {
    key: 'secretArn',
    question: 'What is the whole ARN of the secret in Secrets Manager?',
    example: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:gatewarden/entra-Ab1Cd2',
  },
  {
    key: 'keyArn',
    question: "Which KMS key encrypts it? Enter, if it is the account's own.",
    example: 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000003',
    optional: true,
  },
];
