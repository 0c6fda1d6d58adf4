import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { CallOptions, CallResult } from "./endpoint.ts";
import { LlmError } from "./llm-error.ts";

/** Hears of a response while it comes. Throwing an LlmError ends the call with it. */
export interface Receiver {
  onStart(result: CallResult, control: { pause(): void; resume(): void }): void;
  onData(bytes: Buffer): void;
}

/** One request and its response, with our timers. The result settles exactly once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #label: string;
  readonly #receiver: Receiver;
  readonly #options: CallOptions;
  readonly #outcome = Promise.withResolvers<CallResult>();
  readonly #total: NodeJS.Timeout;
  readonly #onAbort = () => this.#end(new LlmError("cancelled", `The request to ${this.#label} was cancelled.`));
  #idle: NodeJS.Timeout | undefined;
  #isPaused = false;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: LlmError | undefined;
  #response: CallResult | undefined;

  constructor(label: string, receiver: Receiver, options: CallOptions) {
    this.#label = label;
    this.#receiver = receiver;
    this.#options = options;
    this.#total = setTimeout(() => this.#end(this.#late(`within ${options.timeoutMs} ms`)), options.timeoutMs);
    if (options.signal?.aborted) this.#onAbort();
    else options.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  get result(): Promise<CallResult> {
    return this.#outcome.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#response = { status, headers };
    const control = {
      pause: () => {
        this.#isPaused = true;
        clearTimeout(this.#idle);
        controller.pause();
      },
      resume: () => {
        if (!this.#isPaused) return;
        this.#isPaused = false;
        this.#heard();
        controller.resume();
      },
    };
    this.#guard(() => this.#receiver.onStart(this.#response as CallResult, control));
    this.#heard();
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#failure) return;
    this.#guard(() => this.#receiver.onData(bytes));
    this.#heard();
  }

  onResponseEnd(): void {
    this.#cleanUp();
    if (this.#failure || !this.#response) return;
    this.#outcome.resolve(this.#response);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { message, code } = error as NodeJS.ErrnoException;
    const reason = `${message}${code && !message.includes(code) ? ` (${code})` : ""}`;
    this.#end(new LlmError("connection", `The connection to ${this.#label} failed: ${reason}.`, { cause: error }));
  }

  #guard(receive: () => void): void {
    try {
      receive();
    } catch (error) {
      const cause =
        error instanceof LlmError ? error : new LlmError("bad_response", `${this.#label} sent what cannot be read.`, { cause: error });
      this.#end(cause);
    }
  }

  #heard(): void {
    clearTimeout(this.#idle);
    const { idleTimeoutMs } = this.#options;
    if (idleTimeoutMs === undefined || this.#isPaused || this.#failure) return;
    this.#idle = setTimeout(() => this.#end(this.#late(`any further byte for ${idleTimeoutMs} ms`)), idleTimeoutMs);
  }

  #late(what: string): LlmError {
    return new LlmError("timeout", `${this.#label} did not send ${what.startsWith("any") ? what : `its whole answer ${what}`}.`);
  }

  #end(failure: LlmError): void {
    this.#cleanUp();
    if (this.#failure) return;
    this.#failure = failure;
    this.#controller?.abort(failure);
    this.#outcome.reject(failure);
  }

  #cleanUp(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#idle);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }
}
