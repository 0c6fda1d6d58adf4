import { Worker } from "node:worker_threads";
import { AssayError } from "../lib/errors.ts";
import { DatabaseError } from "./db.ts";
import type { NumberedRequest, Reply, ReplyError, Request } from "./pglite-protocol.ts";

interface Waiting {
  resolve(rows: unknown[]): void;
  reject(error: Error): void;
}

/** The main thread's end of a database thread: numbered requests, answers in any order, notifications. */
export class DatabaseThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onNotification: (channel: string, payload: string) => void;
  #lastId = 0;
  /** Why no request is taken any more. */
  #end: AssayError | undefined;

  constructor(script: URL, workerData: unknown, onNotification: (channel: string, payload: string) => void) {
    this.#onNotification = onNotification;
    this.#worker = new Worker(script, { workerData });
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (cause) => this.#fail("The embedded database has crashed: restart Assay.", cause));
    this.#worker.on("exit", () => this.#fail("The embedded database has stopped."));
  }

  request(request: Request): Promise<unknown[]> {
    if (this.#end) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const numbered: NumberedRequest = { id, ...request };
      try {
        this.#worker.postMessage(numbered);
      } catch (cause) {
        reject(new AssayError("internal", "A parameter of a statement cannot be sent to the database.", { cause }));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** Lets the thread close the database first. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end) return;
    const closed = this.request({ operation: "close" });
    this.#end = new AssayError("unavailable", "The embedded database is closed.");
    try {
      await closed;
    } finally {
      await this.#worker.terminate();
    }
  }

  #settle(reply: Reply): void {
    if ("channel" in reply) {
      this.#onNotification(reply.channel, reply.payload);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("rows" in reply) waiting?.resolve(reply.rows);
    else waiting?.reject(toError(reply.error));
  }

  #fail(message: string, cause?: unknown): void {
    const error = new AssayError("unavailable", message, { cause });
    this.#end ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

function toError({ message, assayCode, ...facts }: ReplyError): Error {
  return assayCode ? new AssayError(assayCode, message) : new DatabaseError(message, facts);
}
