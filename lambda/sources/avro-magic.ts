const magic = Buffer.from('Obj\x01');
export const magicLength = magic.length;

/** Whether content that starts so is an Avro object container file. */
export function isAvro(start: Uint8Array): boolean {
  return magic.equals(start.subarray(0, magicLength));
}
