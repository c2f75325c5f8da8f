import { CfnDeletionPolicy, CfnResource, Fn, Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { output } from './output.ts';

const kept: readonly (CfnDeletionPolicy | undefined)[] = [
  CfnDeletionPolicy.RETAIN,
  CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE,
];

/**
 * Says in the stack's outputs what `cdk destroy` leaves, by type and name: after that, the outputs that somebody kept are
 * the only place that still names it. Whatever stands below `scope` when the app is synthesised counts.
 */
export class KeptResources extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    output(this, 'KeptAfterDestroy', {
      value: Lazy.string({ produce: () => Fn.join(', ', namesBelow(scope)) }),
      description:
        '`cdk destroy` leaves these, as they cannot be made again. How to delete them, the keys last: docs/deploy/construct.md.',
    });
  }
}

function namesBelow(scope: Construct): string[] {
  return scope.node
    .findAll()
    .filter((each) => CfnResource.isCfnResource(each))
    .filter(({ cfnOptions }) => kept.includes(cfnOptions.deletionPolicy))
    .map((resource) => `${resource.cfnResourceType} ${resource.ref}`);
}
