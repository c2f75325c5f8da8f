import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PagedLog } from '../../../lambda/core/ports.ts';
import type { AsWhom } from './as-whom.ts';

/** The folder is another tenant's: what is whole of the one would not be read of the other. */
export class OtherTenant extends Error {
  constructor(folder: string, { held, asked }: { readonly held: string; readonly asked: string }) {
    super(
      `${folder} holds sign-ins of the tenant ${held}, and this is ${asked}: name another folder, or the same tenant in the same words`,
    );
    this.name = 'OtherTenant';
  }
}

/** In the folder; `replay` leaves it alone. */
const fileName = 'tenant.txt';

/** The tenant that it is about: as it was named, or, of a token that can be read, its id. */
export function tenantOf(whom: AsWhom): string | undefined {
  return whom.kind === 'app' ? whom.tenant.toLowerCase() : tenantIn(whom.token);
}

/** Makes the folder where it is missing, for its owner alone. Throws OtherTenant, and errors of the file system. */
export async function makeFolder(folder: string, tenant: string | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const held = (await readFile(join(folder, fileName), 'utf8').catch(absent))?.trim();
  if (held === undefined || tenant === undefined || held === tenant) return;
  throw new OtherTenant(folder, { held, asked: tenant });
}

/** The same log. Its first page shows that the tenant is the right one: then the folder notes whose sign-ins it holds. */
export function notingTenant(log: PagedLog, folder: string, tenant: string | undefined): PagedLog {
  if (tenant === undefined) return log;
  let noted: Promise<void> | undefined;
  return {
    async page(target, until) {
      const page = await log.page(target, until);
      noted ??= writeFile(join(folder, fileName), `${tenant}\n`, { mode: 0o600 });
      await noted;
      return page;
    },
  };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** `tid` of a JWT: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference. Others tell nothing. */
function tenantIn(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null || !('tid' in claims)) return undefined;
    return typeof claims.tid === 'string' && /^[\da-f-]{36}$/i.test(claims.tid) ? claims.tid.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}
