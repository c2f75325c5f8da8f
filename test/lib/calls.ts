import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const handlers = join(import.meta.dirname, '..', '..', 'lambda', 'handlers');

/** The actions behind the SDK calls that a handler can come to, in any file that it imports: `service:Operation`. */
export function callsOf(handler: string): ReadonlySet<string> {
  const files = new Map<string, string>();
  collect(join(handlers, `${handler}.ts`), files);
  return new Set([...files.values()].flatMap(actionsIn));
}

function collect(file: string, files: Map<string, string>): void {
  if (files.has(file)) return;
  const source = readFileSync(file, 'utf8');
  files.set(file, source);
  const imports = source.matchAll(
    /^(?:import|export)(?! type\b)[^'"`;]*?from '(\.[^']+)'|(?<!typeof )\bimport\('(\.[^']+)'\)/gm,
  );
  for (const [, first, later] of imports) collect(join(dirname(file), first ?? later ?? ''), files);
}

function actionsIn(source: string): readonly string[] {
  const service = /@aws-sdk\/client-([\w-]+)/.exec(source)?.[1]?.replaceAll('-', '');
  const commands = [...source.matchAll(/new (\w+)Command\(|paginate(\w+)\(/g)];
  return commands.map(([, command, paginated]) => `${service}:${command ?? paginated}`);
}
