import { readFile } from 'node:fs/promises';
import { script, styleSheet } from '../../../lambda/render/catalogue/html/layout.ts';

/** The files that the site's pages load, by file name. */
export async function siteAssets(): Promise<ReadonlyMap<string, string>> {
  const [look, own, code] = await Promise.all([
    readFile(new URL('../site/page.css', import.meta.url), 'utf8'),
    readFile(new URL('./site/catalogue.css', import.meta.url), 'utf8'),
    readFile(new URL('./site/catalogue.js', import.meta.url), 'utf8'),
  ]);
  return new Map([
    [styleSheet, `${look}\n${own}`],
    [script, code],
  ]);
}
