import { randomUUID } from 'node:crypto';
import { CopyObjectCommand, DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectPlace } from './operation.ts';
import { pathOf } from './place.ts';

/** The versions of the objects in versioned buckets, of which fauxqs keeps only the latest. */
export interface Versions {
  /** Notes that the object was written; returns its version. */
  written(place: ObjectPlace): Promise<string>;
  /** Notes that the object was deleted: a marker is now its current version. Returns the marker's id. */
  hidden(place: ObjectPlace): string;
  /** Where a version's bytes are. Undefined where there is no such version, and of a marker. */
  find(place: ObjectPlace, versionId: string): ObjectPlace | undefined;
  /** Removes a version for good. Where it was the current one, the one before it becomes that. */
  remove(place: ObjectPlace, versionId: string): Promise<void>;
}

/** The bucket in which they are kept, each under its id. */
export const versionsBucket = 'local-object-versions';

export function newVersions(s3: S3Client): Versions {
  const known = new Map<string, readonly string[]>();
  const markers = new Set<string>();
  const of = ({ bucket, key }: ObjectPlace): readonly string[] => known.get(pathOf(bucket, key)) ?? [];
  const copy = (from: ObjectPlace, to: ObjectPlace) =>
    s3.send(new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource: pathOf(from.bucket, from.key) }));
  const stored = (versionId: string): ObjectPlace => ({ bucket: versionsBucket, key: versionId });

  const add = (place: ObjectPlace): string => {
    const versionId = randomUUID().replaceAll('-', '');
    known.set(pathOf(place.bucket, place.key), [...of(place), versionId]);
    return versionId;
  };

  return {
    async written(place) {
      const versionId = add(place);
      await copy(place, stored(versionId));
      return versionId;
    },
    hidden(place) {
      const marker = add(place);
      markers.add(marker);
      return marker;
    },
    find: (place, versionId) =>
      of(place).includes(versionId) && !markers.has(versionId) ? stored(versionId) : undefined,
    async remove(place, versionId) {
      const left = of(place).filter((each) => each !== versionId);
      const wasCurrent = of(place).at(-1) === versionId;
      known.set(pathOf(place.bucket, place.key), left);
      await s3.send(new DeleteObjectCommand({ Bucket: versionsBucket, Key: versionId }));
      if (!wasCurrent) return;
      const [before] = left.slice(-1);
      if (before !== undefined && !markers.has(before)) await copy(stored(before), place);
      else await s3.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: place.key }));
    },
  };
}
