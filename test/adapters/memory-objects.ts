import { objectUri } from '../../lambda/adapters/envelope.ts';
import { ObjectMissing } from '../../lambda/adapters/errors.ts';
import type { Objects } from '../../lambda/adapters/objects.ts';

/** The twin of S3's objects in memory, by their `s3://` URI; `chunkSize` cuts what is read into pieces. */
export function memoryObjects(stored: ReadonlyMap<string, Uint8Array>, chunkSize = 65_536): Objects {
  return {
    async *read(object) {
      const uri = objectUri(object);
      const bytes = stored.get(uri);
      if (bytes === undefined) throw new ObjectMissing(uri);
      for (let from = 0; from < bytes.length; from += chunkSize) yield bytes.subarray(from, from + chunkSize);
    },
  };
}
