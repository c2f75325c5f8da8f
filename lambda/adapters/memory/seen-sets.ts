import type { SeenSets } from '../../core/ports.ts';

/** Seen sets for as long as the process runs. */
export function memorySeenSets(): SeenSets {
  const sets = new Map<string, ReadonlySet<string>>();
  return {
    read: async (name) => sets.get(name) ?? new Set(),
    async save(name, hashes) {
      sets.set(name, new Set(hashes));
    },
  };
}
