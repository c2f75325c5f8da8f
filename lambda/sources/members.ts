/** Members of a record: of each name all that it holds, or some of the members of the object that it holds. */
export interface Members {
  readonly [name: string]: 'all' | Members;
}

/** The members at paths such as `userIdentity.sessionContext.attributes`; one that others reach into is kept for these alone. */
export function membersAt(paths: readonly string[]): Members {
  const firsts = new Map<string, string[]>();
  for (const path of paths) {
    const [name = '', ...rest] = path.split('.');
    const within = firsts.get(name) ?? [];
    firsts.set(name, within);
    if (rest.length > 0) within.push(rest.join('.'));
  }
  return Object.fromEntries(
    [...firsts].map(([name, within]) => [name, within.length === 0 ? 'all' : membersAt(within)]),
  );
}
