import { GraphRefused, GraphUnavailable } from '../../../lambda/adapters/graph/errors.ts';
import { unwritableReason } from '../rules/write-folder.ts';
import type { AsWhom } from './as-whom.ts';
import { OtherTenant } from './one-tenant.ts';

/** What broke the reading off, in a sentence, and how to go on. Throws the error where it is none of those expected. */
export function whatToDo(
  error: unknown,
  { whom, folder, wasWritten }: { readonly whom: AsWhom; readonly folder: string; readonly wasWritten: boolean },
): string {
  const sentence = sentenceOf(error, folder);
  if (sentence === undefined) throw error;
  return [
    sentence,
    ...(isOfPermission(error) && whom.kind === 'token' ? [personNeeds] : []),
    ...(wasWritten ? ['what was written stays, and the same command goes on there'] : []),
  ].join('\n');
}

/** https://learn.microsoft.com/graph/api/signin-list#permissions */
const personNeeds =
  'the person whose token it is needs a role such as Reports Reader or Security Reader, and the token the scope AuditLog.Read.All';

function sentenceOf(error: unknown, folder: string): string | undefined {
  if (error instanceof GraphRefused || error instanceof GraphUnavailable || error instanceof OtherTenant) {
    return error.message;
  }
  const { code, syscall, path = folder } = error as NodeJS.ErrnoException;
  return code === undefined || syscall === undefined
    ? undefined
    : `${path} cannot be written: ${unwritableReason(code)}`;
}

function isOfPermission(error: unknown): boolean {
  return error instanceof GraphRefused && /^(?:Authentication_|Authorization_|HTTP 403)/.test(error.code);
}
