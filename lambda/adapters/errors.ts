/** A queue message in no shape that we know. It goes to the dead-letter queue, where a person looks at it. */
export class UnknownEnvelope extends Error {
  /** `reason` says what was expected or found; never the message's own text, which may be anybody's. */
  constructor(reason: string, options?: ErrorOptions) {
    super(`unknown queue message: ${reason}`, options);
    this.name = 'UnknownEnvelope';
  }
}

/** A message names a bucket that is not on the allow list: a wiring mistake, or someone who tries to feed us. */
export class ForeignBucket extends Error {
  readonly bucket: string;

  constructor(bucket: string) {
    super(`bucket ${JSON.stringify(bucket.slice(0, 63))} is not on the allow list`);
    this.bucket = bucket;
    this.name = 'ForeignBucket';
  }
}

/** The object is gone, or the whole bucket: somebody deleted it, or a lifecycle rule did. */
export class ObjectMissing extends Error {
  constructor(object: string, options?: ErrorOptions) {
    super(`${object} does not exist`, options);
    this.name = 'ObjectMissing';
  }
}

/** S3 refused to hand out the object. */
export class ObjectForbidden extends Error {
  constructor(object: string, options?: ErrorOptions) {
    super(
      `no access to ${object}: the function's role, or cloudtrail.readAs where that is set, needs s3:GetObject (and s3:GetObjectVersion) on it and kms:Decrypt on ` +
        'its key, the bucket must be owned by the configured account, and a missing object looks the same without s3:ListBucket and s3:ListBucketVersions',
      options,
    );
    this.name = 'ObjectForbidden';
  }
}

/** STS refused the role that a bucket is to be read as. */
export class RoleRefused extends Error {
  constructor(roleArn: string, options?: ErrorOptions) {
    super(
      `may not assume the role ${roleArn}: there must be such a role, its trust policy must let this function's role in, as ` +
        "the stack's output CloudTrailRoleTrust has it, and no policy of either account's organisation may forbid it",
      options,
    );
    this.name = 'RoleRefused';
  }
}

/** The invocation is about to end; the message comes again. */
export class OutOfTime extends Error {
  constructor() {
    super('the invocation has too little time left for this message');
    this.name = 'OutOfTime';
  }
}

/** An item of the table that holds something else than was written there. Names the item and quotes nothing of it. */
export class DamagedItem extends Error {
  constructor(item: string, attribute: string) {
    super(`expected an attribute ${attribute} as it was written, on the item ${item} of the table`);
    this.name = 'DamagedItem';
  }
}

/** DynamoDB left items unprocessed however often it was asked: it has too little capacity at the moment. It passes. */
export class WritesThrottled extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WritesThrottled';
  }
}
