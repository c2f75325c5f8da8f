import { gunzipSync } from 'node:zlib';

/** The most that is decompressed here and now: most objects are smaller, and nothing else is done meanwhile. */
const mostContent = 4 * 1024 * 1024; // bytes
const leastOutput = 256 * 1024; // bytes
const mostRatio = 1_032; // of deflate: https://zlib.net/zlib_tech.html
const sizeInTrailer = 4; // bytes

/**
 * The content of a whole gzip object, in one piece; undefined where it is damaged or has a large content. Small content is
 * decompressed in this thread: for that, changing threads costs a third more.
 */
export function inflateWhole(gzip: Uint8Array): Uint8Array | undefined {
  const told = toldSize(gzip);
  if (told > mostContent) return undefined;
  try {
    return gunzipSync(gzip, { chunkSize: Math.max(leastOutput, told + 1), maxOutputLength: mostContent });
  } catch {
    return undefined; // what is wrong with it, is found when it is decompressed in slices
  }
}

/**
 * How much content the trailer tells of (RFC 1952), which makes one output large enough. It is a hint alone: it may lie,
 * and is that of the last member of several.
 */
function toldSize(gzip: Uint8Array): number {
  if (gzip.length < sizeInTrailer) return 0;
  const told = new DataView(gzip.buffer, gzip.byteOffset, gzip.length).getUint32(gzip.length - sizeInTrailer, true);
  return Math.min(told, gzip.length * mostRatio);
}
