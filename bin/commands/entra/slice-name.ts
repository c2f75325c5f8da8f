import { formatInstant, type Instant, parseInstant } from '../../../lambda/core/time.ts';
import type { Span } from './spans.ts';

/**
 * What a slice's file says of it: `whole`, that nothing more is expected in it; `open`, that late sign-ins are, so that it
 * is read again; `empty`, that it is whole and there was nothing.
 */
export type SliceKind = keyof typeof endings;

export interface SliceFile {
  readonly name: string;
  readonly kind: SliceKind;
  readonly span: Span;
}

/** `replay` reads the first two of a folder, and leaves the third alone. */
const endings = { whole: '.jsonl.gz', open: '.open.jsonl.gz', empty: '.empty' } as const;

const form =
  /^(?<from>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)_(?<to>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?<ending>\.jsonl\.gz|\.open\.jsonl\.gz|\.empty)$/;

/** `2026-11-20T09-00-00Z_2026-11-20T10-00-00Z.jsonl.gz`: a name that every file system takes. Bounds are whole seconds. */
export function sliceName({ from, to }: Span, kind: SliceKind): string {
  return `${nameOf(from)}_${nameOf(to)}${endings[kind]}`;
}

/** The slice of a file of this name; undefined for any other name. */
export function sliceFile(name: string): SliceFile | undefined {
  const { from, to, ending } = form.exec(name)?.groups ?? {};
  const [begins, ends] = [instantOf(from), instantOf(to)];
  const kind = kinds.find((each) => endings[each] === ending);
  if (begins === undefined || ends === undefined || begins >= ends || kind === undefined) return undefined;
  return { name, kind, span: { from: begins, to: ends } };
}

const kinds = ['whole', 'open', 'empty'] as const satisfies readonly SliceKind[];

function nameOf(instant: Instant): string {
  return formatInstant(instant).replaceAll(':', '-');
}

function instantOf(text = ''): Instant | undefined {
  const [date, time = ''] = text.split('T');
  return parseInstant(`${date}T${time.replaceAll('-', ':')}`);
}
