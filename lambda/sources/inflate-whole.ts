import { gunzip, gunzipSync } from 'node:zlib';

/** The most that is decompressed at once: most objects are smaller, and several are held at the same time. */
const mostContent = 32 * 1024 * 1024; // bytes
const mostHere = 4 * 1024 * 1024; // bytes of content
const leastOutput = 256 * 1024; // bytes
const mostRatio = 1_032; // of deflate: https://zlib.net/zlib_tech.html
const sizeInTrailer = 4; // bytes

/**
 * The content of a whole gzip object, in one piece; undefined where it is damaged or has a large content. What is small
 * is decompressed here and now: for that, changing threads costs a third more.
 */
export async function inflateWhole(gzip: Uint8Array): Promise<Uint8Array | undefined> {
  const told = toldSize(gzip);
  if (told > mostContent) return undefined;
  const options = { chunkSize: Math.max(leastOutput, told + 1), maxOutputLength: mostContent };
  if (told > mostHere) return new Promise((resolve) => gunzip(gzip, options, (_, content) => resolve(content)));
  try {
    return gunzipSync(gzip, options);
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
