/** The report cannot be written; the message is the sentence for it. */
export class UnwritableReport extends Error {
  override readonly name = 'UnwritableReport';
}
