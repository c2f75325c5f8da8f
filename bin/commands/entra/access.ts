import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import {
  type GraphAuth,
  type GraphClient,
  graphClient,
  graphClientWithToken,
} from '../../../lambda/adapters/graph/client.ts';
import { GraphRefused } from '../../../lambda/adapters/graph/errors.ts';
import { secretsManagerText } from '../../../lambda/adapters/graph/secret-text.ts';
import { inRegionOf } from '../../../lambda/config/arn.ts';
import type { Clock } from '../../../lambda/core/ports.ts';
import type { AsWhom } from './as-whom.ts';

export interface AccessOptions {
  readonly authority: string;
  readonly endpoint: string;
  readonly clock: Clock;
  /** Stand above what the AWS tools have: AWS_PROFILE, AWS_REGION and their files. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

type AppAuth = Extract<AsWhom, { readonly kind: 'app' }>['auth'];

/** The way to Graph. Rejects with GraphRefused where authority or endpoint is no https address, or a region is missing. */
export async function graphAccess(whom: AsWhom, options: AccessOptions): Promise<GraphClient> {
  const { authority, endpoint, clock } = options;
  switch (whom.kind) {
    case 'token':
      return graphClientWithToken(whom.token, { endpoint, clock });
    case 'app': {
      const { tenant, clientId } = whom;
      const auth = await provenBy(whom.auth, options);
      return graphClient({ tenant, clientId, authority, endpoint, clock, auth });
    }
    default:
      return whom satisfies never;
  }
}

async function provenBy(auth: AppAuth, { profile, region }: AccessOptions): Promise<GraphAuth> {
  const account = profile !== undefined && { profile };
  if ('text' in auth) return { method: auth.method, read: async () => auth.text };
  switch (auth.method) {
    case 'secret':
    case 'certificate': {
      const client = new SecretsManagerClient({ ...account, ...inRegionOf(auth.secretArn) });
      return { method: auth.method, read: secretsManagerText(client, auth.secretArn) };
    }
    case 'federated': {
      const client = new STSClient({ ...account, ...(region !== undefined && { region }) });
      await client.config.region().catch((cause: unknown) => {
        throw new GraphRefused('NoRegion', 'Name the AWS region that signs the token, with --region or AWS_REGION.', {
          cause,
        });
      });
      return { method: auth.method, client, audience: auth.audience };
    }
    default:
      return auth satisfies never;
  }
}
