import type { CallControl, Callee, CallOptions, CallResult, Progress, Receiver } from "./call.ts";
import { LlmError } from "./llm-error.ts";
import { isObject, readUsage, type Usage } from "./response-form.ts";
import { EventTooLongError, SseParser } from "./sse-parser.ts";
import { kindOfErrorObject, statusError } from "./status-error.ts";

const MAX_ERROR_BYTES = 64 * 1024;
/** What a server says that sends no events. Others are read as events: some leave the type out or call it plain text. */
const NOT_EVENTS = /json|html|xml/i;

/** Hears of a streamed answer. */
export interface CompletionStream {
  /** The JSON text of one chunk, and the same parsed. Events that are no JSON objects are left out; one that was to be one and is broken ends the call. */
  onEvent(data: string, event: Record<string, unknown>): void;
  /** Given once before the first event. */
  onStart?(control: CallControl): void;
}

/** How a stream ended well. */
export interface StreamedCompletion {
  /** Of choice 0. */
  finishReason: string;
  usage: Usage | null;
  durationMs: number;
  firstEventMs: number;
  /** Events that could not be read and were left out. */
  malformed: number;
}

export interface StreamOptions extends CallOptions {
  /** How many choices were asked for: `n`. Default 1. */
  choices?: number | undefined;
}

/**
 * Calls once and hands on each event. It ends well when every choice has its finish reason, whether or not `[DONE]` or the
 * connection's end came; a stream that just stops is a `bad_response`, never a short answer. Rejects with LlmError, or with
 * what the sink threw.
 */
export async function streamCompletion(
  endpoint: Callee,
  path: string,
  body: Uint8Array | string,
  sink: CompletionStream,
  options: StreamOptions,
): Promise<StreamedCompletion> {
  const reader = new EventReader(endpoint, sink, options.choices ?? 1);
  const result = await endpoint.call(path, body, reader, options);
  return reader.finish(result);
}

class EventReader implements Receiver {
  readonly #endpoint: Callee;
  readonly #sink: CompletionStream;
  readonly #choices: number;
  readonly #startedAt = performance.now();
  readonly #parser = new SseParser((data) => this.#event(data));
  /** What came instead of a stream. */
  #other: Buffer[] | undefined;
  #otherLength = 0;
  #isDone = false;
  /** The finish reason of each choice that was seen; null: it goes on. */
  readonly #finishReasons = new Map<unknown, string | null>();
  #usage: Usage | null = null;
  #firstEventMs: number | undefined;
  #malformed = 0;

  constructor(endpoint: Callee, sink: CompletionStream, choices: number) {
    this.#endpoint = endpoint;
    this.#sink = sink;
    this.#choices = choices;
  }

  onStart({ status, headers }: CallResult, control: CallControl): void {
    if (status < 200 || status > 299 || NOT_EVENTS.test(headers["content-type"] ?? "")) this.#other = [];
    else this.#sink.onStart?.(control);
  }

  onData(bytes: Buffer): Progress {
    if (this.#other) {
      if (this.#otherLength < MAX_ERROR_BYTES) this.#other.push(bytes);
      this.#otherLength += bytes.length;
      return this.#otherLength < MAX_ERROR_BYTES ? "more" : "whole";
    }
    try {
      this.#parser.push(bytes);
    } catch (error) {
      if (!(error instanceof EventTooLongError)) throw error;
      throw new LlmError("bad_response", `${this.#endpoint.label} sent what is no stream of answers: ${error.message}.`, { cause: error });
    }
    if (this.#isDone) return "whole";
    return this.#finishReasons.size >= this.#choices && this.#isFinished() ? "enough" : "more";
  }

  finish(result: CallResult): StreamedCompletion {
    const { label } = this.#endpoint;
    if (this.#other) throw this.#notAStream(result, Buffer.concat(this.#other).toString("utf8"));
    if (!this.#isDone) this.#parser.end();
    if (this.#firstEventMs === undefined) {
      const [kind, what] =
        this.#malformed > 0 ? (["bad_response", "only what cannot be read"] as const) : (["empty_response", "nothing"] as const);
      throw new LlmError(kind, `${label} streamed ${what}.`, { status: result.status });
    }
    const finishReason = this.#finishReasons.get(0) ?? [...this.#finishReasons.values()][0];
    const isShort = !this.#isDone && this.#finishReasons.size < this.#choices;
    if (typeof finishReason !== "string" || isShort || !this.#isFinished()) {
      throw new LlmError("bad_response", `${label} broke off its stream without a finish reason.`, { status: result.status });
    }
    return {
      finishReason,
      usage: this.#usage,
      durationMs: performance.now() - this.#startedAt,
      firstEventMs: this.#firstEventMs,
      malformed: this.#malformed,
    };
  }

  #isFinished(): boolean {
    for (const reason of this.#finishReasons.values()) if (reason === null) return false;
    return true;
  }

  #event(data: string): void {
    if (this.#isDone) return;
    if (data.trim() === "[DONE]") {
      this.#isDone = true;
      return;
    }
    const event = parse(data);
    if (!event) {
      // It was to be a chunk: left out, its text would be missing in the middle of the answer and nobody would know.
      if (data.trimStart().startsWith("{")) {
        throw new LlmError("bad_response", `${this.#endpoint.label} sent a chunk that cannot be read: a part of its answer is lost.`);
      }
      this.#malformed += 1;
      return;
    }
    if (event["error"]) {
      const message = `${this.#endpoint.label} broke off its stream with an error: ${this.#endpoint.quote(data)}`;
      throw new LlmError(kindOfErrorObject(event["error"]), message);
    }
    this.#firstEventMs ??= performance.now() - this.#startedAt;
    this.#usage = readUsage(event["usage"]) ?? this.#usage;
    const choices: unknown[] = Array.isArray(event["choices"]) ? event["choices"] : [];
    for (const choice of choices) if (isObject(choice)) this.#note(choice);
    this.#sink.onEvent(data, event);
  }

  #note({ index = 0, finish_reason: reason }: Record<string, unknown>): void {
    if (typeof reason === "string") this.#finishReasons.set(index, reason);
    else if (!this.#finishReasons.has(index)) this.#finishReasons.set(index, null);
  }

  #notAStream(result: CallResult, text: string): LlmError {
    const { status, headers } = result;
    const { label } = this.#endpoint;
    if (status < 200 || status > 299) return statusError(this.#endpoint, result, text);
    if (text.trim() === "") return new LlmError("empty_response", `${label} answered ${status} with an empty body.`, { status });
    const error = parse(text)?.["error"];
    const kind = error ? kindOfErrorObject(error) : "bad_response";
    const type = headers["content-type"] ?? "no content type";
    return new LlmError(kind, `${label} answered ${status} with ${type} instead of a stream: ${this.#endpoint.quote(text)}`, { status });
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
