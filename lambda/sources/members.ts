/** Members of a record: of each name all that it holds, or some of the members of the object that it holds. */
export interface Members {
  readonly [name: string]: 'all' | Members;
}

/** The members at paths such as `userIdentity.sessionContext.attributes`: of one at which a path ends, all that it holds. */
export function membersAt(paths: readonly string[]): Members {
  const rests = new Map<string, string[]>();
  for (const path of paths) {
    const [name = '', ...rest] = path.split('.');
    rests.set(name, [...(rests.get(name) ?? []), rest.join('.')]);
  }
  return Object.fromEntries([...rests].map(([name, rest]) => [name, rest.includes('') ? 'all' : membersAt(rest)]));
}
