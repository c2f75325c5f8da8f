import { cut } from '../render/cut.ts';

/** `s3://`, a bucket's name of 63 characters, `/` and a key of 1,024 bytes have room; a message can name anything. */
const longest = 1_100;

/** An object's name as it stands in the log and in a message's reason: whole, if there can be such an object. */
export function shownObject(object: string): string {
  return cut(object, longest);
}
