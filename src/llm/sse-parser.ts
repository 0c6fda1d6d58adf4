const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MAX_EVENT_BYTES = 8 * 1024 * 1024;
/** A longer buffer for a split line is given back after use. */
const KEPT_BYTES = 64 * 1024;
const EMPTY = Buffer.alloc(0);

/** Thrown at an event that does not end: what is buffered is bounded. */
export class EventTooLongError extends Error {
  override readonly name = "EventTooLongError";
}

/**
 * Reads server-sent events from bytes that may be split anywhere, also inside a character. Lines may end in LF, CRLF or CR;
 * comments and other fields are passed over; several `data:` lines of an event are joined by a line feed.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class SseParser {
  readonly #onData: (data: string) => void;
  /** A line that is not complete yet is kept as bytes: a character may be split. */
  #rest: Buffer = EMPTY;
  #restLength = 0;
  #data: string[] = [];
  #dataLength = 0;
  #endedWithCarriageReturn = false;
  #isFirst = true;

  /** @param onData hears the data of each event */
  constructor(onData: (data: string) => void) {
    this.#onData = onData;
  }

  /** @throws EventTooLongError when one event is longer than 8 MB */
  push(bytes: Buffer): void {
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
        this.#endedWithCarriageReturn = false;
        continue;
      }
      const isSecondHalf = byte === LINE_FEED && this.#endedWithCarriageReturn;
      this.#endedWithCarriageReturn = byte === CARRIAGE_RETURN;
      if (!isSecondHalf) this.#line(this.#takeLine(bytes.subarray(start, at)));
      start = at + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
  }

  /** The stream has ended: an event without its blank line counts, because some servers forget it. */
  end(): void {
    if (this.#restLength > 0) this.#line(this.#takeLine(EMPTY));
    this.#line("");
  }

  /** Appends to the line that has begun; the buffer doubles, so that a line in many pieces costs what it is long. */
  #keep(part: Buffer): void {
    const length = this.#restLength + part.length;
    limit(length);
    if (length > this.#rest.length) {
      const grown = Buffer.allocUnsafe(Math.max(1024, 2 * length));
      this.#rest.copy(grown, 0, 0, this.#restLength);
      this.#rest = grown;
    }
    part.copy(this.#rest, this.#restLength);
    this.#restLength = length;
  }

  #takeLine(end: Buffer): string {
    if (this.#restLength === 0) return end.toString("utf8");
    this.#keep(end);
    const line = this.#rest.toString("utf8", 0, this.#restLength);
    this.#restLength = 0;
    if (this.#rest.length > KEPT_BYTES) this.#rest = EMPTY;
    return line;
  }

  #line(raw: string): void {
    const line = this.#isFirst && raw.startsWith("\ufeff") ? raw.slice(1) : raw;
    this.#isFirst = false;
    if (line === "") this.#dispatch();
    else if (line.startsWith("data:")) {
      this.#data.push(line.startsWith("data: ") ? line.slice(6) : line.slice(5));
      this.#dataLength += line.length;
      limit(this.#dataLength);
    }
  }

  #dispatch(): void {
    if (this.#data.length === 0) return;
    const data = this.#data.join("\n");
    this.#data = [];
    this.#dataLength = 0;
    this.#onData(data);
  }
}

function limit(bytes: number): void {
  if (bytes > MAX_EVENT_BYTES) throw new EventTooLongError(`an event is longer than ${MAX_EVENT_BYTES} bytes`);
}
