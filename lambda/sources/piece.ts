import type { Json } from './json.ts';

/** Where something stands in the content: line from 1, byte from 0. */
export interface Place {
  /** Of a file of events, the event that holds it, from 1; line and byte are then those of its body. */
  readonly event?: number;
  readonly line: number;
  readonly offset: number;
}

/**
 * One record of a stream, something in a record's place that is no JSON, or a list of records that holds none; or some
 * records, one behind the other, that are abridged, or that need only be counted. `outermost`: it stands in no container.
 */
export type Piece =
  | { readonly kind: 'value'; readonly value: unknown; readonly place: Place; readonly outermost: boolean }
  | {
      readonly kind: 'abridged';
      /** With those members alone that were asked for. */
      readonly records: readonly Json[];
      /** One of them with all of its members, while the piece is at hand. */
      whole(index: number): unknown;
      /** Where one of them stands: to be asked for in ascending order, while the piece is at hand. */
      placeOf(index: number): Place;
      readonly outermost: boolean;
    }
  | {
      readonly kind: 'broken';
      readonly reason: string;
      readonly place: Place;
      readonly outermost: boolean;
      /** It was a container, and nobody knows how many records stood in what is left of it. */
      readonly container?: true;
    }
  | { readonly kind: 'empty'; readonly outermost: boolean }
  | { readonly kind: 'passed'; readonly records: number; readonly outermost: boolean };

export type Broken = Extract<Piece, { kind: 'broken' }>;
