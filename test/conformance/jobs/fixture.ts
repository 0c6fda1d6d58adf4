import assert from "node:assert";
import { once, EventEmitter } from "node:events";
import { expect } from "vitest";
import { z } from "zod";
import type { Db } from "../../../src/db/index.ts";
import type { JobContext, JobDefinition, JobEngine, JobLog } from "../../../src/jobs/index.ts";

export const silent: JobLog = { info() {}, warn() {}, error() {} };

/** Settings that a test may give an engine, in milliseconds. */
export interface EngineSettings {
  /** How long a stopping engine lets handlers finish. */
  drainMs?: number;
  /** How long a handler has to end after its signal aborted. */
  graceMs?: number;
}

/** A job store of the test's own. */
export interface JobFixture extends AsyncDisposable {
  db: Db;
  /** A further engine on this store, as another process would have it; disposed with the fixture at the latest. */
  engine(settings?: EngineSettings): Promise<JobEngine>;
}

export type SetUp = () => Promise<JobFixture>;

export const input = z.strictObject({ n: z.number().int() });
export type Input = z.infer<typeof input>;

interface Call {
  n: number;
  context: JobContext;
  /** Ends the handler's run. */
  finish(output?: unknown): void;
  fail(error: Error): void;
}

/** A job whose handler waits until the test tells how it ends. */
export class Puppet {
  readonly calls: Call[] = [];
  readonly #calls = new EventEmitter();

  definition(name: string, options: Partial<JobDefinition<Input>> = {}): JobDefinition<Input> {
    return {
      name,
      input,
      handler: ({ n }, context) => {
        const end = Promise.withResolvers<unknown>();
        this.calls.push({ n, context, finish: end.resolve, fail: end.reject });
        this.#calls.emit("call");
        return end.promise;
      },
      ...options,
    };
  }

  /** The call of this number, counted from 1, as soon as it has come. */
  async call(number: number): Promise<Call> {
    while (this.calls.length < number) await once(this.#calls, "call");
    const call = this.calls[number - 1];
    assert(call, "the call has come");
    return call;
  }
}

/** A handler's end when its signal aborts, as a good handler has it. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

/** Waits until a job has got into this state. */
export async function expectState(jobs: JobEngine, name: string, id: string, state: string): Promise<void> {
  await expect.poll(async () => (await jobs.find(name, id))?.state, { timeout: 50_000 }).toBe(state);
}
