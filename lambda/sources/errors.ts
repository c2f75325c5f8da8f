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

/** A record that fails alone, while the rest of its object is read. The message names the field and quotes little. */
export class UnreadableRecord extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableRecord';
  }
}
