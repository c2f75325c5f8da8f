import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { GraphConfig } from '../../../lambda/config/entra-graph.ts';
import { fileSystemReason } from '../replay/log-file.ts';

/** Whom Graph is to take us for. */
export type AsWhom =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly tenant: string;
      readonly clientId: string;
      /** What proves it: the text of a file, or what the configuration names in AWS. */
      readonly auth: TextAuth | GraphConfig['auth'];
    };

/** A client secret, or PEM with a certificate and its private key. */
interface TextAuth {
  readonly method: 'secret' | 'certificate';
  readonly text: string;
}

export interface AsWhomOptions {
  readonly tenant?: string;
  readonly clientId?: string;
  readonly secretFile?: string;
  readonly certificate?: string;
  readonly tokenFile?: string;
}

/** A bearer token's form: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const tokenForm = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * What the options say, and, where they do not, the configuration. A string is the sentence that says what is missing;
 * nothing that a file holds is in it.
 */
export async function asWhom(options: AsWhomOptions, graph: GraphConfig | undefined): Promise<AsWhom | string> {
  const { secretFile, certificate, tokenFile } = options;
  if (tokenFile !== undefined) return withToken(tokenFile);
  const { tenant = graph?.tenant, clientId = graph?.clientId } = options;
  const proof = secretFile ?? certificate ?? graph?.auth;
  if (tenant === undefined || clientId === undefined || proof === undefined) {
    return notSaid({ '--tenant': tenant, '--client-id': clientId, [files]: proof });
  }
  if (typeof proof !== 'string') return { kind: 'app', tenant, clientId, auth: proof };
  const read = await readText(proof);
  if ('fault' in read) return read.fault;
  const method = secretFile === undefined ? 'certificate' : 'secret';
  return { kind: 'app', tenant, clientId, auth: { method, text: read.text } };
}

const files = 'one of --secret-file, --certificate and --token-file';

function notSaid(needed: Readonly<Record<string, unknown>>): string {
  const missing = Object.keys(needed).filter((name) => needed[name] === undefined);
  if (missing.length < Object.keys(needed).length) return `also name ${missing.join(' and ')}`;
  return 'as whom to read is not said: name --token-file, or --tenant and --client-id with --secret-file or --certificate, or set entra.graph in the configuration';
}

async function withToken(path: string): Promise<AsWhom | string> {
  const read = await readText(path);
  if ('fault' in read) return read.fault;
  if (tokenForm.test(read.text)) return { kind: 'token', token: read.text };
  return `${nameOf(path)} holds something that is no access token; az account get-access-token gives one alone with --query accessToken -o tsv`;
}

/** The text of a file, or of the standard input, without the white space around it. */
async function readText(path: string): Promise<{ readonly text: string } | { readonly fault: string }> {
  try {
    const content = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
    return content.trim() === '' ? { fault: `${nameOf(path)} is empty` } : { text: content.trim() };
  } catch (error) {
    const reason = fileSystemReason(error);
    if (reason === undefined) throw error;
    return { fault: `${nameOf(path)} cannot be read: ${reason}` };
  }
}

function nameOf(path: string): string {
  return path === '-' ? 'the standard input' : path;
}
