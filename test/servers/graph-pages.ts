import { randomBytes } from 'node:crypto';
import type { Json } from '../records.ts';

export interface Page {
  readonly records: readonly Json[];
  /** The path and query of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

interface Reading {
  readonly target: string;
  readonly records: readonly Json[];
  readonly begins: number;
  readonly top: number;
}

/** Readings of the list: each goes on where it stands, on what was listed when it began. */
export interface Readings {
  begin(
    path: string,
    query: { readonly filter: string | undefined; readonly top: number },
    records: readonly Json[],
  ): Page;
  /** The page of a next link; undefined where the link is not, to the letter, one that was given out. */
  resume(target: string, token: string): Page | undefined;
}

export function newReadings(): Readings {
  const readings = new Map<string, Reading>();
  const page = (path: string, query: string, { records, begins, top }: Omit<Reading, 'target'>): Page => {
    const ends = begins + top;
    if (ends >= records.length) return { records: records.slice(begins), next: undefined };
    const token = `${randomBytes(16).toString('hex')}_${begins / top + 1}`;
    const target = `${path}?${query}&$skiptoken=${token}`;
    readings.set(token, { target, records, begins: ends, top });
    return { records: records.slice(begins, ends), next: target };
  };
  return {
    begin(path, { filter, top }, records) {
      const query = [...(filter === undefined ? [] : [`$filter=${dotNetEncoded(filter)}`]), `$top=${top}`].join('&');
      return page(path, query, { records, begins: 0, top });
    },
    resume(target, token) {
      const reading = readings.get(token);
      if (reading === undefined || reading.target !== target) return undefined;
      const [path = '', query = ''] = target.slice(0, target.lastIndexOf('&')).split('?');
      return page(path, query, reading);
    },
  };
}

/** As Graph's own links are written: `+` for a space, small hexadecimal digits. Who takes a link apart writes another. */
function dotNetEncoded(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll("'", '%27')
    .replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
