const ID_BYTES = 4;

/** Bytes of a body, as one binary frame: the request's id (unsigned, 4 bytes, big endian) before them. */
export function encodeData(id: number, bytes: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(ID_BYTES + bytes.length);
  frame.writeUInt32BE(id, 0);
  frame.set(bytes, ID_BYTES);
  return frame;
}

/** @returns undefined for a frame without an id or without bytes */
export function decodeData(frame: Buffer): { id: number; bytes: Buffer } | undefined {
  if (frame.length <= ID_BYTES) return undefined;
  return { id: frame.readUInt32BE(0), bytes: frame.subarray(ID_BYTES) };
}
