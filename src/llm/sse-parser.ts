const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MAX_EVENT_BYTES = 8 * 1024 * 1024;

/**
 * Reads server-sent events from bytes that may be split anywhere, also inside a character. Lines may end in LF, CRLF or CR;
 * comments and other fields are passed over; several `data:` lines of an event are joined by a line feed.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class SseParser {
  readonly #onData: (data: string) => void;
  #rest: Buffer = Buffer.alloc(0);
  #data: string[] = [];
  #endedWithCarriageReturn = false;
  #isFirst = true;

  /** @param onData hears the data of each event */
  constructor(onData: (data: string) => void) {
    this.#onData = onData;
  }

  /** @throws RangeError when one line is longer than 8 MB */
  push(bytes: Buffer): void {
    // A line that is not complete yet is kept as bytes: a character may be split.
    const buffer = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let start = 0;
    for (let at = this.#rest.length; at < buffer.length; at++) {
      const byte = buffer[at];
      if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
        this.#endedWithCarriageReturn = false;
        continue;
      }
      const isSecondHalf = byte === LINE_FEED && this.#endedWithCarriageReturn;
      this.#endedWithCarriageReturn = byte === CARRIAGE_RETURN;
      if (!isSecondHalf) this.#line(buffer.toString("utf8", start, at));
      start = at + 1;
    }
    this.#rest = Buffer.from(buffer.subarray(start));
    if (this.#rest.length > MAX_EVENT_BYTES) throw new RangeError(`a line of an event is longer than ${MAX_EVENT_BYTES} bytes`);
  }

  /** The stream has ended: an event without its blank line counts, because some servers forget it. */
  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest.toString("utf8"));
    this.#rest = Buffer.alloc(0);
    this.#line("");
  }

  #line(raw: string): void {
    const line = this.#isFirst && raw.startsWith("\ufeff") ? raw.slice(1) : raw;
    this.#isFirst = false;
    if (line === "") {
      if (this.#data.length > 0) this.#onData(this.#data.join("\n"));
      this.#data = [];
    } else if (line.startsWith("data:")) this.#data.push(line.startsWith("data: ") ? line.slice(6) : line.slice(5));
  }
}
