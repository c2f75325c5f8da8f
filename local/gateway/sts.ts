import { arnParts } from '../../lambda/config/arn.ts';
import { here } from '../here.ts';
import { letsIn } from '../policies/lets-in.ts';
import type { Role } from '../stack/roles.ts';
import { queryError, xmlAnswer } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Service } from './service.ts';

const lifetime = 3_600_000; // milliseconds

/**
 * STS, by the query protocol, as far as a role of somebody else's is assumed: the caller's role may, and the other's trust
 * policy lets it. A role that there is not is refused in the same way.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function sts(roles: readonly Role[]): Service {
  return {
    needs(asked) {
      const { action, roleArn } = wish(asked);
      return [{ action: `sts:${action}`, resource: roleArn }];
    },
    refuse: (_, message) => queryError(403, 'AccessDenied', message),
    async serve(asked) {
      const { action, roleArn } = wish(asked);
      if (action !== 'AssumeRole') return queryError(400, 'NotOnThisLaptop', 'roles can only be assumed here');
      const caller = roles.find(({ accessKeyId }) => accessKeyId === asked.scope?.accessKeyId);
      const role = roles.find(({ arn }) => arn === roleArn);
      if (role === undefined || !trusts(role, caller))
        return queryError(403, 'AccessDenied', `${caller?.arn ?? 'nobody'} is not authorized to assume ${roleArn}`);
      return xmlAnswer(200, assumed(role));
    },
  };
}

function trusts({ arn, trust = [] }: Role, caller: Role | undefined): boolean {
  if (caller === undefined) return false;
  const about = { action: 'sts:AssumeRole', resource: arn };
  return letsIn(trust, { principal: { AWS: caller.arn }, context: {} }, about);
}

function assumed({ name, arn, accessKeyId }: Role): string {
  const { account } = arnParts(arn);
  const user = `arn:${here.partition}:sts::${account}:assumed-role/${name}/gatewarden`;
  const credentials = [
    `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>local</SecretAccessKey><SessionToken>local</SessionToken>`,
    `<Expiration>${new Date(Date.now() + lifetime).toISOString()}</Expiration>`,
  ];
  return [
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>',
    `<AssumedRoleUser><Arn>${user}</Arn><AssumedRoleId>LOCAL:gatewarden</AssumedRoleId></AssumedRoleUser>`,
    `<Credentials>${credentials.join('')}</Credentials></AssumeRoleResult>`,
    '<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></AssumeRoleResponse>',
  ].join('');
}

function wish({ body }: Asked): { readonly action: string; readonly roleArn: string } {
  const form = new URLSearchParams(body.toString());
  return { action: form.get('Action') ?? 'nothing', roleArn: form.get('RoleArn') ?? '*' };
}
