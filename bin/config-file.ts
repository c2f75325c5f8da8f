import { readFileSync } from 'node:fs';
import { type Document, isMap, LineCounter, type Node, parseDocument, type Range, type YAMLParseError } from 'yaml';
import { type Fault, sentenceOf } from '../lambda/config/faults.ts';
import { knownRules } from '../lambda/config/rule-settings.ts';
import { type Config, defaultConfig, parseConfig } from '../lambda/config/schema.ts';
import { rules } from '../lambda/rules/index.ts';
import { systemAlerts } from '../lambda/system-alerts/index.ts';

/** A configuration file that cannot be used. The message lists every fault, one a line, as `file:line:column: what`. */
export class ConfigFaults extends Error {
  constructor(lines: readonly string[], options?: ErrorOptions) {
    super(lines.join('\n'), options);
    this.name = 'ConfigFaults';
  }
}

export const usualPath = 'gatewarden.config.yaml';

/**
 * Reads the configuration from a file; with no path, from `gatewarden.config.yaml` in the working directory if it is
 * there, else the default one. Throws ConfigFaults where the file cannot be read, is no YAML or is not valid.
 */
export function readConfigFile(path: string | undefined, ruleIds: readonly string[]): Config {
  const text = readText(path);
  return text === undefined ? defaultConfig : parseConfigText(text, { file: path ?? usualPath, ruleIds });
}

/** Reads a configuration from YAML text; `file` is only for the messages. Throws ConfigFaults. */
export function parseConfigText(
  text: string,
  { file, ruleIds }: { readonly file: string; readonly ruleIds: readonly string[] },
): Config {
  const read = documentOf(text, file);
  const { document, at } = read;
  if (document.errors.length > 0) {
    throw new ConfigFaults(document.errors.map((error) => `${at(error.pos[0])}: ${whyNoYaml(error)}`));
  }

  const parsed = parseConfig(toData(document, file), { ...knownRules(rules, systemAlerts), ruleIds });
  if (parsed.ok) return parsed.config;
  throw placed(parsed.faults, read);
}

/** Faults that only show when what `readConfigFile` read of this path is built, at their places in the file. */
export function laterFaults(faults: readonly Fault[], path: string | undefined): ConfigFaults {
  const text = readText(path);
  return text === undefined
    ? new ConfigFaults(faults.map(sentenceOf))
    : placed(faults, documentOf(text, path ?? usualPath));
}

interface ReadDocument {
  readonly document: Document;
  /** `file:line:column` of an offset. */
  at(offset: number): string;
}

function documentOf(text: string, file: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  return { document, at };
}

/** In the order in which they stand. */
function placed(faults: readonly Fault[], { document, at }: ReadDocument): ConfigFaults {
  const sorted = faults
    .map((fault) => ({ fault, offset: offsetOf(fault, document) }))
    .toSorted((a, b) => a.offset - b.offset);
  return new ConfigFaults(sorted.map(({ fault, offset }) => `${at(offset)}: ${sentenceOf(fault)}`));
}

function whyNoYaml({ code, message }: YAMLParseError): string {
  return code === 'MULTIPLE_DOCS'
    ? 'a second document begins; a configuration is one.'
    : `is no valid YAML: ${message}`;
}

function readText(path: string | undefined): string | undefined {
  try {
    return readFileSync(path ?? usualPath, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (path === undefined && missing) return undefined;
    const why = missing ? 'there is no such file' : messageOf(cause);
    throw new ConfigFaults([`${path ?? usualPath}: the configuration cannot be read: ${why}.`], { cause });
  }
}

/** Anchors are resolved only here, so an alias to none fails here. */
function toData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new ConfigFaults([`${file}: is no valid YAML: ${messageOf(cause)}`], { cause });
  }
}

/** Where a fault stands in the text: at its key, its list item, or, where it is missing, at what should hold it. */
function offsetOf({ path }: Fault, document: Document): number {
  for (let length = path.length; length > 0; length--) {
    const offset = startOf(keyOrItem(path.slice(0, length), document));
    if (offset !== undefined) return offset;
  }
  return startOf(document.contents) ?? 0;
}

function keyOrItem(path: Fault['path'], document: Document): unknown {
  const [key, parentPath] = [path.at(-1), path.slice(0, -1)];
  const parent = document.getIn(parentPath, true);
  if (!isMap(parent)) return document.getIn(path, true);
  return parent.items.find((item) => String(item.key) === key)?.key;
}

function startOf(node: unknown): number | undefined {
  const range: Range | null | undefined = (node as Node | null | undefined)?.range;
  return range?.[0];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
