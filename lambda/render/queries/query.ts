/** A query to paste: what it answers, and its text, in lines that must stay as they are. */
export interface Query {
  readonly title: string;
  readonly lines: readonly string[];
}
