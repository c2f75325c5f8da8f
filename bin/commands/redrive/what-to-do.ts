/** Of an error: how it begins, what to do about it, and its row in the runbook. */
export interface Advice {
  /** The error's name. */
  readonly names: RegExp;
  /** Of one that has no name of its own, how the whole of it begins. */
  readonly says?: RegExp;
  readonly whatToDo: string;
  /** How its row in docs/runbook.md, "Messages in a dead-letter queue", begins. */
  readonly row: string;
}

/** The first that fits counts: what a rule failed of says more than that it failed. */
export const advice: readonly Advice[] = [
  {
    names: /^ObjectForbidden$/,
    whatToDo:
      'S3 refuses a file: a fault of permission. Check the bucket policy and the key policy against the outputs CloudTrailBucketPolicy and CloudTrailKeyPolicy, or what the role of cloudtrail.readAs may against CloudTrailRolePermissions, and that cloudtrail.account owns the bucket. Then send again.',
    row: '`no access to …`',
  },
  {
    names: /^RoleRefused$/,
    whatToDo:
      'A bucket is to be read as a role that may not be assumed. Compare its trust policy with the output CloudTrailRoleTrust: after the stack was made anew, it names a function that is gone. Then send again.',
    row: '`may not assume the role …`',
  },
  {
    names: /^ObjectMissing$/,
    whatToDo:
      'A file is gone, less than a day after it was written: an alert told of it, and says what to do. Where the file can be restored, do that and send again; where that it is gone is explained, delete the message.',
    row: '`… does not exist`',
  },
  {
    names: /^InvalidObjectState$/,
    whatToDo: 'A file lies in an archive (S3 Glacier), where no permission helps. Restore it, then send again.',
    row: '`InvalidObjectState`',
  },
  {
    names: /^ForeignBucket$/,
    whatToDo: 'Somebody pointed another bucket at this queue. Find out who, then delete the message.',
    row: '`bucket … is not on the allow list`',
  },
  {
    names: /^UnknownEnvelope$/,
    whatToDo:
      'Something that Gatewarden does not know sends to this queue. Look at the message; if its format should be known, report it.',
    row: '`unknown queue message: …`',
  },
  {
    names: /^MisplacedObject$/,
    whatToDo:
      'A log of CloudTrail lies in the landing bucket, or sign-ins of Entra ID where logs of CloudTrail belong. Nothing of it was judged. Have it written to the other bucket, or, where nobody did so by mistake, find out who made it up; then delete the message.',
    row: '`… another source than is judged here`',
  },
  {
    names: /^UnreadableObject$|^UnreadableRecord$/,
    whatToDo:
      'Look at the file. What could be read of it was judged. A whole one, put in its place, is announced by itself. Raise limits.decompressedBytes only for a file that you trust; then deploy, and send again.',
    row: 'that the object is damaged',
  },
  {
    names: /^OutOfTime$/,
    whatToDo:
      'The file takes longer than a function has, or those before it took its time. Send again; a file that fails each time has to come in parts (docs/entra-azure-monitor.md).',
    row: '`… too little time left …`',
  },
  {
    names:
      /Throttl|ThroughputExceeded|LimitExceeded|SlowDown|TooManyRequests|Time-?out|Unavailable|^Internal|^AlertClaimed$/i,
    // Of Node: https://nodejs.org/api/errors.html#common-system-errors
    says: /^Error: (?:socket hang up|.*\b(?:ECONNRESET|ECONNREFUSED|ETIMEDOUT|EPIPE|ENETUNREACH|EAI_AGAIN)\b)/,
    whatToDo: 'It passes. Send again.',
    row: 'throttling, timeouts',
  },
  {
    names:
      /^AccessDenied|^AuthorizationError|^KMS|^NotFound|^ResourceNotFound|^NoSuchBucket|^ExpiredToken|^UnrecognizedClient|^CredentialsProviderError/,
    whatToDo:
      "The table, a topic, a key, a bucket or the function's role was changed outside the stack. Run `cdk diff` and detect the stack's drift; put it back, or deploy again. Then send again.",
    row: '`AccessDenied…`, `AuthorizationError…`',
  },
  {
    names: /^DamagedItem$/,
    whatToDo:
      'Somebody changed the table by hand, or restored a part of it. Put the item back from point-in-time recovery, then send again.',
    row: '`DamagedItem: expected an attribute …`',
  },
  {
    names: /^RulesFailed$/,
    whatToDo: "The other rules' alerts went out. Report it with the line `message failed` of the log.",
    row: 'that rules failed',
  },
];

const unforeseen = 'Nobody foresaw this. Report it with the line `message failed` of the log.';

/** What to do, and about what: the name of an error, or that there is none. */
export interface ToDo {
  readonly about: string;
  readonly whatToDo: string;
}

/** What to do about an error with its causes, each as `name: message`. */
export function toDoAbout(errors: readonly string[]): ToDo {
  const names = errors.map((error) => error.split(':', 1)[0] ?? '');
  for (const { names: known, says, whatToDo } of advice) {
    const about = names.find((name, index) => known.test(name) || says?.test(errors[index] ?? '') === true);
    if (about !== undefined) return { about, whatToDo };
  }
  return { about: names[0] ?? 'an error', whatToDo: unforeseen };
}

/** What to do about a dead letter that nobody gave a reason for. */
export const withoutReason: ToDo = {
  about: 'no reason',
  whatToDo:
    'No reason was noted: the function died with it (a timeout, too little memory), or was of an older version. Look for the message id in its log, and for the ends of its invocations (`Task timed out`, `Runtime exited`).',
};

/** What to do about a message whose reason somebody wrote to. */
export const damagedReason: ToDo = {
  about: 'its reason is damaged',
  whatToDo:
    'Somebody changed the table by hand, or restored a part of it. Why the message failed is in the log of its function, by its id. Once that is mended, send again, which deletes the damaged reason as well; of a message that is no dead letter any more, delete the item.',
};
