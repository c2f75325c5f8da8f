import { copyParts } from './skim-layout.ts';

/** What `squeezeCode` noted of the records that it has copied. Places are counted from where the text begins. */
export interface Copies {
  /** Where the last copy ends; 0 without any. */
  readonly end: number;
  /** Where the record of a number ends in the text. */
  endOf(record: number): number;
  /** Where those begin in the text whose copies have these spans, by their numbers, to be asked for in ascending order. */
  startsBy(spans: Int32Array): (index: number) => number;
}

const parts = Object.keys(copyParts).length;

export function copiesOf(table: Int32Array): Copies {
  const part = (record: number, name: keyof typeof copyParts): number =>
    table[record * parts + copyParts[name]] as number;
  return {
    end: table.at(-1) ?? 0,
    endOf: (record) => part(record, 'end'),
    startsBy: (spans) => {
      let record = 0;
      return (index) => {
        while (part(record, 'copyEnd') < (spans[2 * index + 1] as number)) record++;
        return part(record, 'start');
      };
    },
  };
}
