/**
 * How to mend what somebody changed or deleted outside the stack: CloudFormation compares templates, so that deploying the
 * same one again leaves it as it is. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */
export const putBack =
  'Somebody changed it outside the stack, which a plain deployment does not see. Put it back: npx cdk deploy --revert-drift';

export const bringBack =
  'Somebody deleted it outside the stack, which a plain deployment does not see. See what else is gone: npx cdk drift. Then: npx cdk deploy --revert-drift; what that does not bring back is made by hand, as the template has it.';
