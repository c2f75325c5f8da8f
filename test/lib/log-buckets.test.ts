import { expect, it } from 'vitest';
import { createdTrail, everySource, existingTrail, ofType, synthesise } from './synthesise.ts';

it.each([
  ['a created trail', createdTrail, 2],
  ['an existing trail', existingTrail, 1],
  ['every source', everySource, 3],
])(
  'a log bucket of the stack keeps what is overwritten or deleted for 30 days, and no rule removes a file: %s',
  (_, config, count) => {
    const buckets = [...ofType(synthesise(config), 'AWS::S3::Bucket').values()].filter(
      ({ Properties }) => 'NotificationConfiguration' in Properties,
    );

    expect(buckets).toHaveLength(count);
    for (const { Properties } of buckets) {
      expect(Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
      expect(Properties['LifecycleConfiguration'].Rules).toEqual([
        { NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' },
      ]);
      expect(Properties['OwnershipControls'].Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    }
  },
);
