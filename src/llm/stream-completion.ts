import type { CallOptions, CallResult, Endpoint } from "./endpoint.ts";
import { LlmError } from "./llm-error.ts";
import { isObject, readUsage, type Usage } from "./response-form.ts";
import { SseParser } from "./sse-parser.ts";
import { messageIn, statusError } from "./status-error.ts";

const MAX_ERROR_BYTES = 64 * 1024;

/** Hears of a streamed answer. */
export interface CompletionStream {
  /** The JSON text of one chunk. Chunks that cannot be read are left out. */
  onEvent(data: string): void;
  onStart?(control: { pause(): void; resume(): void }): void;
}

/** How a stream ended well. */
export interface StreamedCompletion {
  finishReason: string;
  usage: Usage | null;
  durationMs: number;
  firstEventMs: number;
  /** Events that could not be read and were left out. */
  malformed: number;
}

/**
 * Calls once and hands on each event. It ends well when a finish reason was seen, whether or not `[DONE]` came; a stream that
 * just stops is a `bad_response`, never a short answer.
 */
export async function streamCompletion(
  endpoint: Endpoint,
  path: string,
  body: Uint8Array | string,
  sink: CompletionStream,
  options: CallOptions,
): Promise<StreamedCompletion> {
  const reader = new EventReader(endpoint.label, sink);
  const result = await endpoint.call(path, body, reader, options);
  return reader.finish(result);
}

class EventReader {
  readonly #label: string;
  readonly #sink: CompletionStream;
  readonly #startedAt = performance.now();
  readonly #parser = new SseParser((data) => this.#event(data));
  /** What came instead of a stream. */
  #other: Buffer[] | undefined;
  #isDone = false;
  #finishReason: string | undefined;
  #usage: Usage | null = null;
  #firstEventMs: number | undefined;
  #malformed = 0;

  constructor(label: string, sink: CompletionStream) {
    this.#label = label;
    this.#sink = sink;
  }

  onStart({ status, headers }: CallResult, control: { pause(): void; resume(): void }): void {
    const isStream = status >= 200 && status < 300 && (headers["content-type"] ?? "").includes("text/event-stream");
    if (isStream) this.#sink.onStart?.(control);
    else this.#other = [];
  }

  onData(bytes: Buffer): void {
    if (!this.#other) this.#parser.push(bytes);
    else if (this.#other.reduce((sum, part) => sum + part.length, 0) < MAX_ERROR_BYTES) this.#other.push(bytes);
  }

  finish(result: CallResult): StreamedCompletion {
    if (this.#other) throw this.#notAStream(result, Buffer.concat(this.#other).toString("utf8"));
    this.#parser.end();
    if (this.#firstEventMs === undefined) throw new LlmError("empty_response", `${this.#label} streamed nothing that can be read.`);
    if (this.#finishReason === undefined)
      throw new LlmError("bad_response", `${this.#label} broke off its stream without a finish reason.`);
    return {
      finishReason: this.#finishReason,
      usage: this.#usage,
      durationMs: performance.now() - this.#startedAt,
      firstEventMs: this.#firstEventMs,
      malformed: this.#malformed,
    };
  }

  #event(data: string): void {
    if (this.#isDone) return;
    if (data.trim() === "[DONE]") {
      this.#isDone = true;
      return;
    }
    const event = parse(data);
    if (!event) {
      this.#malformed += 1;
      return;
    }
    if (event["error"]) throw new LlmError("server_error", `${this.#label} broke off its stream with an error: ${messageIn(data)}`);
    this.#firstEventMs ??= performance.now() - this.#startedAt;
    this.#usage = readUsage(event["usage"]) ?? this.#usage;
    const choices: unknown[] = Array.isArray(event["choices"]) ? event["choices"] : [];
    for (const choice of choices) {
      if (isObject(choice) && typeof choice["finish_reason"] === "string") this.#finishReason = choice["finish_reason"];
    }
    this.#sink.onEvent(data);
  }

  #notAStream(result: CallResult, text: string): LlmError {
    const { status, headers } = result;
    if (status < 200 || status > 299) return statusError(this.#label, result, text);
    if (text.trim() === "") return new LlmError("empty_response", `${this.#label} answered ${status} with an empty body.`, { status });
    const type = headers["content-type"] ?? "no content type";
    return new LlmError("bad_response", `${this.#label} answered ${status} with ${type} instead of a stream: ${messageIn(text)}`, {
      status,
    });
  }
}

function parse(data: string): Record<string, unknown> | undefined {
  try {
    const event: unknown = JSON.parse(data);
    return isObject(event) ? event : undefined;
  } catch {
    return undefined;
  }
}
