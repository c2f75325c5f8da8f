/** The table's key attributes: what the stack creates and the DynamoDB adapters write. */
export const tableKeys = {
  partition: 'pk',
  sort: 'sk',
  /** Time to live, in seconds since 1970. DynamoDB deletes days late, so nothing may rely on an item being gone. */
  expires: 'expires',
} as const;
