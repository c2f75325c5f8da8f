/** Log files in S3: which a function may read, and whose they are. */
export interface LogObjects {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** The account that owns the bucket. */
  readonly account: string;
  /** The ARN pattern of the objects that are log files. */
  readonly objectsArn: string;
  /** The key that they are encrypted with. @default - none that needs a grant (SSE-S3) */
  readonly keyArn?: string;
  /** Where the bucket is. @default - in the stack's own Region */
  readonly region?: string;
  /** The role that they are read as. @default - the function's own */
  readonly readAs?: string;
}
