/**
 * An object that cannot be read to its end: empty, damaged, too large or in no format of ours. The message is one
 * sentence without the object's name. What stood before the damage was yielded already.
 */
export class UnreadableObject extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreadableObject';
  }
}

/** An object that holds records of another source than is judged where it lies, and no others. */
export class MisplacedObject extends UnreadableObject {
  constructor() {
    super('holds records of another source than is judged here');
    this.name = 'MisplacedObject';
  }
}

/** A record that fails alone, while the rest of its object is read. The message names the field and quotes nothing. */
export class UnreadableRecord extends Error {
  /** What was found, short and safe to print, for people who look at their own files: it may hold personal data. */
  readonly found?: string;

  constructor(message: string, found?: string) {
    super(message);
    if (found !== undefined) this.found = found;
    this.name = 'UnreadableRecord';
  }
}
