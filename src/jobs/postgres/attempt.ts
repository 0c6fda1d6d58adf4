import { AssayError, messageOf } from "../../lib/errors.ts";
import type { JobDefinition } from "../engine.ts";
import { parseJobInput } from "../parse-job-input.ts";
import type { Claim } from "./store.ts";

/** How an attempt ended; `abandoned` when its handler ignores an aborted signal. */
export type Outcome = { kind: "done"; value: unknown } | { kind: "failed"; error: unknown } | { kind: "abandoned"; error: unknown };

/** Runs one attempt of a job: gives it a signal and a deadline, and does not wait for ever for a handler that ignores both. */
export class Attempt {
  readonly definition: JobDefinition;
  readonly claim: Claim;
  readonly id: string;
  readonly #abort = new AbortController();
  readonly #graceMs: number;

  constructor(definition: JobDefinition, claim: Claim, id: string, graceMs: number) {
    this.definition = definition;
    this.claim = claim;
    this.id = id;
    this.#graceMs = graceMs;
  }

  /** The code of the error that aborted it, if one did. */
  get abortedBy(): AssayError | undefined {
    return this.#abort.signal.aborted ? (this.#abort.signal.reason as AssayError) : undefined;
  }

  /** The first reason counts. */
  abort(reason: AssayError): void {
    this.#abort.abort(reason);
  }

  async run(input: unknown, timeoutSeconds: number): Promise<Outcome> {
    const late = new AssayError("timeout", `The job ${this.definition.name} ${this.id} took longer than ${timeoutSeconds} s.`);
    const deadline = setTimeout(() => this.abort(late), timeoutSeconds * 1000);
    const signal = this.#abort.signal;
    let grace: NodeJS.Timeout | undefined;
    const ignored = new Promise<Outcome>((resolve) => {
      signal.addEventListener("abort", () => {
        grace = setTimeout(() => resolve({ kind: "abandoned", error: signal.reason }), this.#graceMs);
      });
    });
    try {
      return await Promise.race([this.#handle(input), ignored]);
    } finally {
      clearTimeout(deadline);
      clearTimeout(grace);
    }
  }

  async #handle(input: unknown): Promise<Outcome> {
    try {
      const context = { id: this.id, attempt: this.claim.retryCount + 1, signal: this.#abort.signal };
      return { kind: "done", value: await this.definition.handler(parseJobInput(this.definition, input), context) };
    } catch (error) {
      return { kind: "failed", error: this.abortedBy?.code === "timeout" ? this.abortedBy : error };
    }
  }
}

/** What a failed job shows: no stack, which would hold machine paths. */
export function errorOutput(error: unknown): { message: string; code?: string } {
  return { message: messageOf(error), ...(error instanceof AssayError && { code: error.code }) };
}
