import { digest } from '../../lambda/core/identity.ts';

/** An id in a UUID's form, always the same for the same words. */
export function uuid(...words: readonly string[]): string {
  const hex = digest(words);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
