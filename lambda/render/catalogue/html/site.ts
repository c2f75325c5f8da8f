import type { CataloguePage } from '../page.ts';
import { indexPage } from './index-page.ts';
import { rulePage } from './rule-page.ts';

/** The catalogue as pages by file name, for one folder together with the style sheet and the script that they name. */
export function htmlSite(pages: readonly CataloguePage[]): ReadonlyMap<string, string> {
  return new Map([
    ['index.html', indexPage(pages)],
    ...pages.map((page): [string, string] => [`${page.id}.html`, rulePage(page)]),
  ]);
}
