import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { CallControl, CallOptions, CallResult, Progress, Receiver } from "./call.ts";
import { connectionError } from "./connection-error.ts";
import { LlmError } from "./llm-error.ts";

/** How long an answer that has all it needs may stay silent before it counts as over. */
const SETTLE_MS = 1_000;
/** How long the end of a whole answer is awaited, so that its connection can be used again. */
const LINGER_MS = 250;

/** Ends a response, or holds it back. */
export interface ExchangeController extends CallControl {
  abort(reason: Error): void;
}

/** One request and its response, with our timers: undici's are coarse. The result settles exactly once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #label: string;
  readonly #receiver: Receiver;
  readonly #options: CallOptions;
  readonly #outcome = Promise.withResolvers<CallResult>();
  readonly #total: NodeJS.Timeout;
  readonly #onAbort = () => this.#fail(new LlmError("cancelled", `The request to ${this.#label} was cancelled.`));
  /** Runs while a byte is awaited. */
  #quiet: NodeJS.Timeout | undefined;
  #controller: ExchangeController | undefined;
  #response: CallResult | undefined;
  #progress: Progress = "more";
  #hasBytes = false;
  #isPaused = false;
  #isSettled = false;
  /** Why the connection is given up, for a request that is not on the wire yet. */
  #abandoned: Error | undefined;

  constructor(label: string, receiver: Receiver, options: CallOptions) {
    this.#label = label;
    this.#receiver = receiver;
    this.#options = options;
    this.#total = setTimeout(() => this.#fail(this.#overdue()), options.timeoutMs);
    this.#awaitByte();
    if (options.signal?.aborted) this.#onAbort();
    else options.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Rejects with LlmError, or with what the receiver threw. */
  get result(): Promise<CallResult> {
    return this.#outcome.promise;
  }

  onRequestStart(controller: ExchangeController): void {
    this.#controller = controller;
    if (this.#abandoned) controller.abort(this.#abandoned);
  }

  onResponseStart(controller: ExchangeController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#isSettled) return;
    const response = { status, headers };
    this.#response = response;
    const pause = () => {
      if (this.#isSettled) return;
      this.#isPaused = true;
      clearTimeout(this.#quiet);
      controller.pause();
    };
    const resume = () => {
      if (!this.#isPaused || this.#isSettled) return;
      this.#isPaused = false;
      this.#awaitByte();
      controller.resume();
    };
    this.#guard(() => this.#receiver.onStart(response, { pause, resume }));
  }

  onResponseData(_controller: ExchangeController, bytes: Buffer): void {
    if (this.#isSettled) return;
    this.#hasBytes = true;
    this.#guard(() => void (this.#progress = this.#receiver.onData(bytes)));
    if (this.#progress === "whole") this.#finish();
    else this.#awaitByte();
  }

  onResponseEnd(): void {
    if (this.#isSettled) return clearTimeout(this.#quiet);
    if (this.#response) this.#settle(() => this.#outcome.resolve(this.#response as CallResult));
    else this.#fail(new LlmError("bad_response", `${this.#label} ended without a response.`));
  }

  onResponseError(_controller: ExchangeController, error: Error): void {
    if (this.#isSettled) return clearTimeout(this.#quiet);
    this.#fail(connectionError(this.#label, error, this.#response !== undefined));
  }

  #guard(receive: () => void): void {
    try {
      receive();
    } catch (error) {
      // What has been enough stays enough only for what the network does: this is about the answer itself.
      this.#progress = "more";
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Starts the wait for a byte anew, with the limit that holds now. */
  #awaitByte(): void {
    clearTimeout(this.#quiet);
    if (this.#isPaused || this.#isSettled) return;
    const { firstByteTimeoutMs, idleTimeoutMs } = this.#options;
    const limitMs = this.#progress === "enough" ? SETTLE_MS : this.#hasBytes ? idleTimeoutMs : firstByteTimeoutMs;
    if (limitMs === undefined) return;
    const what = this.#hasBytes ? "any further byte for" : "a first byte within";
    const failure = () => new LlmError("timeout", `${this.#label} did not send ${what} ${limitMs} ms.`);
    this.#quiet = setTimeout(() => this.#fail(failure()), limitMs);
  }

  #overdue(): LlmError {
    const limit = `within ${this.#options.timeoutMs} ms`;
    // A reader that holds the answer back at the deadline is the one who is late.
    if (this.#isPaused) return new LlmError("cancelled", `The answer of ${this.#label} was not taken ${limit}.`);
    return new LlmError("timeout", `${this.#label} did not send its whole answer ${limit}.`);
  }

  /** The answer is whole: nobody waits for the connection's end, which is given a moment to come. */
  #finish(): void {
    this.#settle(() => this.#outcome.resolve(this.#response as CallResult));
    if (this.#isPaused) this.#controller?.resume();
    this.#isPaused = false;
    this.#quiet = setTimeout(() => this.#controller?.abort(new Error("the answer was whole")), LINGER_MS).unref();
  }

  #fail(failure: Error): void {
    if (this.#isSettled) return;
    const isGoodEnough = this.#progress === "enough" && !(failure instanceof LlmError && failure.kind === "cancelled");
    this.#settle(() => (isGoodEnough ? this.#outcome.resolve(this.#response as CallResult) : this.#outcome.reject(failure)));
    this.#abandoned = failure;
    this.#controller?.abort(failure);
  }

  #settle(how: () => void): void {
    this.#isSettled = true;
    clearTimeout(this.#total);
    clearTimeout(this.#quiet);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    how();
  }
}
