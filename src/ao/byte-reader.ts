import { DataItemError } from "./data-item.ts";

/** Takes bytes from the front of a buffer, and never more than there are. */
export class ByteReader {
  readonly #bytes: Buffer;
  #place = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(count: number): Buffer {
    const end = this.#place + count;
    if (end > this.#bytes.length) throw new DataItemError("short", "The data item is cut off.");
    const taken = this.#bytes.subarray(this.#place, end);
    this.#place = end;
    return taken;
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#place);
  }
}
