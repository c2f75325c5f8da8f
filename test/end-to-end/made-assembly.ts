import { inject } from 'vitest';

/** The assembly of all tests of the deployed system: where it lies, and what it was made of. */
export interface MadeAssembly {
  readonly folder: string;
  readonly configPath: string;
  /** Of 127.0.0.1, where its poller looks for Microsoft Graph. */
  readonly graphPort: number;
}

/** Asks for it, which takes some seconds where nobody did before. Throws where it cannot be made. */
export async function madeAssembly(): Promise<MadeAssembly> {
  const answer = await fetch(inject('assemblyServer'));
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as MadeAssembly;
}
