import type { Agreement } from "./settle-answers.ts";

/** One piece of an answer, as the Subnet 1 API sends it, also under its later version's names. */
export interface StreamChunk {
  delta: string;
  /** null until the final chunk. */
  finish_reason: "completed" | null;
  /** All deltas so far, and the seconds from the start at which each came. */
  accumulated_chunks?: string[];
  accumulated_chunks_timings?: number[];
  accumulated_timings?: number[];
  /** ISO 8601. */
  timestamp: string;
  /** From 1, without gaps. */
  sequence_number: number;
  selected_uid: number;
  miner_uid: number;
}

/** Ends a stream that has no whole answer. */
export interface StreamError {
  error: string;
  timestamp: string;
  sequence_number: number;
  finish_reason: "error";
}

/** Accumulations grow quadratically: a 2,000-token answer would be 57 MB. Beyond this only the final chunk has them. */
const ACCUMULATED_CHUNKS = 256;
/** The same where a worker sends few and large pieces. */
const ACCUMULATED_CHARACTERS = 64 * 1024;

interface WriterOptions {
  accumulate: boolean;
  now(): Date;
}

/** Numbers the chunks of one stream and keeps what was sent. */
export class ChunkWriter {
  readonly #options: WriterOptions;
  readonly #chunks: string[] = [];
  readonly #timings: number[] = [];
  #sequence = 0;
  #characters = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** @param seconds from the start of the request */
  chunk(uid: number, delta: string, seconds: number): StreamChunk {
    this.#chunks.push(delta);
    this.#timings.push(seconds);
    this.#characters += delta.length;
    const isSmall = this.#chunks.length <= ACCUMULATED_CHUNKS && this.#characters <= ACCUMULATED_CHARACTERS;
    return this.#build(uid, delta, null, this.#options.accumulate && isSmall);
  }

  /** The last chunk of a whole answer: no text of its own, everything accumulated. */
  final(uid: number, agreement?: Agreement): StreamChunk & Partial<Agreement> {
    return { ...this.#build(uid, "", "completed", true), ...agreement };
  }

  error(message: string): StreamError {
    return { error: message, timestamp: this.#timestamp(), sequence_number: ++this.#sequence, finish_reason: "error" };
  }

  #build(uid: number, delta: string, finishReason: StreamChunk["finish_reason"], isAccumulated: boolean): StreamChunk {
    return {
      delta,
      finish_reason: finishReason,
      ...(isAccumulated && {
        accumulated_chunks: [...this.#chunks],
        accumulated_chunks_timings: [...this.#timings],
        accumulated_timings: [...this.#timings],
      }),
      timestamp: this.#timestamp(),
      sequence_number: ++this.#sequence,
      selected_uid: uid,
      miner_uid: uid,
    };
  }

  #timestamp(): string {
    return this.#options.now().toISOString();
  }
}
