import type { Skimmed } from './skimmer/skim.ts';
import { mostSqueezed } from './skimmer/skim-layout.ts';

/** How much a reader has copied without white space at a place. Places are counted from the start of the stream. */
export interface Squeezing {
  /** About how many bytes may be copied. */
  mostAt(place: number): number;
  /** Notes what was skimmed, from a place in a window that begins at `offset` on. */
  note(skimmed: Skimmed, at: number, offset: number): void;
}

const little = 64; // bytes, as the head of a container has

/**
 * One record at first, and more where that goes well. Where more was copied in vain than was of use, nothing is until the
 * reader has got as far: so whatever the text is, little more is copied than it is long, twice.
 */
export function newSqueezing(): Squeezing {
  let most = 1;
  let next = 0; // place
  return {
    mostAt: (place) => (place < next ? 0 : most),
    note({ to, squeezed }, at, offset) {
      if (squeezed === undefined) return;
      const inVain = squeezed.readTo - to;
      if (to - at >= inVain) most = Math.min(4 * most, mostSqueezed);
      else if (inVain > little) {
        most = 1;
        next = offset + squeezed.readTo;
      }
    },
  };
}
