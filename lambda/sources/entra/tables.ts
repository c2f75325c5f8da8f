/** The tables that hold sign-ins of users; the only ones that a rule counts. */
type SignInTable = 'SigninLogs' | 'AADNonInteractiveUserSignInLogs';

/** The table that a record belongs to, or why it is skipped. */
export type Placement = { readonly table: SignInTable } | { readonly skipped: string };

/** Every other table of sign-ins, as a reason for skipping: a fixed set, as it is counted by. */
const others = [
  'AADServicePrincipalSignInLogs',
  'AADManagedIdentitySignInLogs',
  'ADFSSignInLogs',
  'MicrosoftServicePrincipalSignInLogs',
] as const;

/**
 * Places by the name of an Azure Monitor category or of a Log Analytics table, in any case: the two differ by the
 * prefix `AAD`. https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options
 */
export function placeByName(name: string): Placement | undefined {
  const folded = name.toLowerCase().replace(/^aad/, '');
  if (!folded.endsWith('signinlogs')) return undefined;
  if (folded === 'signinlogs') return { table: 'SigninLogs' };
  if (folded === 'noninteractiveusersigninlogs') return { table: 'AADNonInteractiveUserSignInLogs' };
  const other = others.find((table) => table.toLowerCase().replace(/^aad/, '') === folded);
  return { skipped: other === undefined ? 'other table' : `other table: ${other}` };
}
