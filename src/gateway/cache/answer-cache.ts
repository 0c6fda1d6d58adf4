import { createHash } from "node:crypto";
import type { JsonObject, WorkerRequest } from "../../workers/index.ts";
import { canonicalJson } from "../ensembles/canonical-json.ts";

const MAX_BYTES = 64 * 1024 * 1024;
/** One answer takes no more of it than this. */
const MAX_ENTRY_BYTES = 1024 * 1024;
const MS_PER_SECOND = 1000;

interface Entry {
  json: string;
  /** Monotonic milliseconds. */
  expiresAt: number;
}

/**
 * Whole answers in OpenAI's form by key and request, in this process's memory (decision 0061). What was not used for longest goes first
 * when it is full. A hit does not lengthen an entry's time.
 */
export class AnswerCache {
  readonly #entries = new Map<string, Entry>();
  readonly #elapsed: () => number;
  readonly #maxBytes: number;
  #bytes = 0;
  hits = 0;
  misses = 0;

  constructor(elapsed: () => number, maxBytes: number = MAX_BYTES) {
    this.#elapsed = elapsed;
    this.#maxBytes = maxBytes;
  }

  /** Characters that are held. */
  get size(): number {
    return this.#bytes;
  }

  find(key: string): JsonObject | undefined {
    const entry = this.#entries.get(key);
    if (entry) this.#remove(key, entry);
    if (!entry || entry.expiresAt <= this.#elapsed()) {
      this.misses += 1;
      return undefined;
    }
    this.#insert(key, entry);
    this.hits += 1;
    return JSON.parse(entry.json) as JsonObject;
  }

  keep(key: string, body: JsonObject, seconds: number): void {
    const json = JSON.stringify(body);
    if (json.length > MAX_ENTRY_BYTES) return;
    const known = this.#entries.get(key);
    if (known) this.#remove(key, known);
    this.#insert(key, { json, expiresAt: this.#elapsed() + seconds * MS_PER_SECOND });
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#remove(oldest, entry);
    }
  }

  #insert(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#bytes += entry.json.length;
  }

  #remove(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= entry.json.length;
  }
}

/** What makes two requests of one key the same: all but how the answer is sent. undefined: it cannot be told. @param keyId the key's row */
export function cacheKey(keyId: number, { endpoint, body }: WorkerRequest): string | undefined {
  const { stream: _stream, stream_options: _options, ...asked } = body;
  const canonical = canonicalJson([keyId, endpoint, asked]);
  return canonical === undefined ? undefined : createHash("sha256").update(canonical).digest("base64url");
}

/** Whether another answer could be expected of the same request: OpenAI's default temperature is 1. */
export function isSampled({ endpoint, body: { temperature } }: WorkerRequest): boolean {
  return endpoint !== "embeddings" && temperature !== 0;
}
