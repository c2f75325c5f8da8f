import { askFields } from './ask-field.ts';
import type { Asker } from './asker.ts';
import type { Draft, EntraDraft, Values } from './draft.ts';
import { authMethods, type EntraWay, graphFields, secretFields } from './entra-fields.ts';

const ways = [
  { value: 'none', label: 'not at all', hint: 'CloudTrail alone' },
  { value: 'graph', label: 'polled from Microsoft Graph', hint: 'needs an app registration, and Entra ID P1 or P2' },
  { value: 'landing', label: 'as files that something drops into a bucket of ours', hint: 'from Azure Monitor' },
] as const satisfies readonly { readonly value: EntraWay; readonly label: string; readonly hint: string }[];

type EntraPart = Pick<Draft, 'entra' | 'withoutGraph'>;
type Graph = NonNullable<EntraDraft['graph']>;

/** Asks how the sign-ins of Entra ID come; of what flags began with, only what is missing. */
export async function askEntra(given: EntraPart, asker: Asker): Promise<EntraPart> {
  if (given.entra?.graph !== undefined) return { entra: { graph: await askGraph(given.entra.graph, asker) } };
  if (given.entra !== undefined) return given;
  const way = await asker.choice("How do Entra ID's sign-ins come?", ways);
  if (way === 'graph') return { entra: { graph: await askGraph({ auth: {} }, asker) } };
  return { entra: {}, withoutGraph: way };
}

async function askGraph({ auth, ...given }: Graph, asker: Asker): Promise<Graph> {
  const app = await askFields(Object.values(graphFields), given, placeOfApp(auth), asker);
  const method = auth['method'] ?? (await asker.choice('How does it prove that it is this app?', authMethods));
  const fields = method === 'federated' ? [] : secretFields;
  return { ...app, auth: await askFields(fields, { ...auth, method }, placeOfAuth(app), asker) };
}

function placeOfApp(auth: Values) {
  const draftWith = (values: Values): Draft => ({ entra: { graph: { ...values, auth } } });
  return { path: ['entra', 'graph'], draftWith };
}

function placeOfAuth(app: Values) {
  const draftWith = (auth: Values): Draft => ({ entra: { graph: { ...app, auth } } });
  return { path: ['entra', 'graph', 'auth'], draftWith };
}
