/** The id of an AWS account; what a log has in its place may be any text. */
export function isAccountId(text: string | undefined): text is string {
  return text !== undefined && /^\d{12}$/.test(text);
}

/** What the name of an AWS Region looks like, be there one or not: `us-east-1`. */
export function isRegion(text: string | undefined): text is string {
  return text !== undefined && /^[a-z]{2}[a-z0-9-]{1,23}$/.test(text);
}
