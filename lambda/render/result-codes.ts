/**
 * What Entra ID's result codes say, in a few words; of the many, those that password attacks and their neighbours leave.
 * https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
 */
const meanings: Readonly<Record<string, string>> = {
  '50034': 'no such account',
  '50053': 'account locked, or address blocked',
  '50055': 'password expired',
  '50056': 'account without a password',
  '50057': 'account disabled',
  '50058': 'not signed in yet',
  '50059': 'no such tenant',
  '50064': 'credentials not validated',
  '50072': 'asked to enrol for MFA',
  '50074': 'MFA not passed',
  '50076': 'MFA asked for',
  '50079': 'asked to enrol for MFA',
  '50097': 'device authentication asked for',
  '50105': 'not assigned to the application',
  '50126': 'wrong user name or password',
  '50131': 'blocked by Conditional Access',
  '50132': 'session ended by a password change',
  '50133': 'session ended by a password change',
  '50144': 'on-premises password expired',
  '50158': 'external challenge not passed',
  '50173': 'token ended by a password change',
  '50196': 'client loops',
  '51004': 'no such account',
  '53000': 'device not compliant',
  '53001': 'device not joined',
  '53003': 'blocked by Conditional Access',
  '500121': 'MFA failed or denied',
  '70043': 'token expired by policy',
  '70044': 'session expired by policy',
  '700016': 'no such application',
};

/** `50126 wrong user name or password`; a code that is not known here stays alone. */
export function resultCodeInWords(code: string): string {
  if (code === '') return 'no result code';
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  return meaning === undefined ? code : `${code} ${meaning}`;
}
