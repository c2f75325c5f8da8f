/** A text as the pattern that it alone matches; a pattern as it is. */
export function exactly(expected: string | RegExp): RegExp {
  return typeof expected === 'string' ? new RegExp(`^${RegExp.escape(expected)}$`) : expected;
}
