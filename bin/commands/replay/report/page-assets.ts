import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Inline } from '../../../../lambda/render/report/html/page.ts';

const styles = [
  new URL('../../site/page.css', import.meta.url),
  new URL('./site/report.css', import.meta.url),
] as const;

/** In an order in which each comes after those that it imports from. */
const modules = [
  new URL('./site/dom.js', import.meta.url),
  new URL('./site/filter.js', import.meta.url),
  new URL('./site/ticks.js', import.meta.url),
  new URL('./site/entry.js', import.meta.url),
  new URL('./site/list.js', import.meta.url),
  new URL('./site/charts.js', import.meta.url),
  new URL('./site/report.js', import.meta.url),
] as const;

/** The style and the script that stand in a report: the look of all pages and the report's own, Chart.js and our modules. */
export async function pageAssets(): Promise<{ readonly style: Inline; readonly script: Inline }> {
  const [looks, chart, sources] = await Promise.all([readAll(styles), chartJs(), readAll(modules)]);
  return {
    style: inline(looks.join('\n'), 'style'),
    script: inline(`${chart}\n${oneScript(sources)}`, 'script'),
  };
}

/**
 * Modules as one script, with a scope of its own: they import from each other alone, by the names under which they
 * export, so that the words `import` and `export` are all that stands between.
 */
export function oneScript(sources: readonly string[]): string {
  const bodies = sources.map((source) =>
    source.replace(/^import .* from '\.\/[a-z]+\.js';\n/gm, '').replace(/^export /gm, ''),
  );
  return `(() => {\n'use strict';\n${bodies.join('\n')}})();\n`;
}

/** Its build for browsers, with the licences that it and the library inside it demand to be kept. */
async function chartJs(): Promise<string> {
  const build = new URL('./chart.umd.min.js', import.meta.resolve('chart.js'));
  const inside = pathToFileURL(createRequire(build).resolve('@kurkle/color'));
  const licences = [new URL('../LICENSE.md', build), new URL('../LICENSE.md', inside)];
  const [code = '', chart = '', color = ''] = await readAll([build, ...licences]);
  const notice = `Chart.js:\n\n${chart.trim()}\n\n@kurkle/color, which is part of it:\n\n${color.trim()}`;
  return `/*!\n${notice}\n*/\n${code.replace(/^\/\/# sourceMappingURL=.*$/m, '')}`;
}

function readAll(files: readonly URL[]): Promise<readonly string[]> {
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}

/** Throws where the text would end the element that it is to stand in. */
function inline(text: string, element: 'style' | 'script'): Inline {
  const normal = text.replaceAll('\r\n', '\n'); // as HTML's parser reads it, before the hash is checked
  if (new RegExp(`</${element}|<!--`, 'i').test(normal)) throw new Error(`the ${element} cannot stand in a page`);
  return { text: normal, hash: `sha256-${createHash('sha256').update(normal).digest('base64')}` };
}
