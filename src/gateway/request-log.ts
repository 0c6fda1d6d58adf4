import type { Db } from "../db/index.ts";
import type { RequestRecord } from "./request-record.ts";
import { deleteRequestsBefore, insertRequests } from "./store.ts";

const FLUSH_AFTER_MS = 1_000;
const BATCH = 1_000;
/** Beyond this the database is too slow for the traffic: requests are answered all the same, and their records left out. */
const LONGEST_QUEUE = 20_000;
const KEPT_DAYS = 90;
const FORGET_EVERY_MS = 3_600_000;

interface RequestLogOptions {
  db: Db;
  now(): Date;
  log: { warn(facts: object, message: string): void };
}

/**
 * Writes records behind the requests, many in one statement: no caller waits for it. A process that is killed loses those
 * of its last second; disposing writes all.
 */
export class RequestLog implements AsyncDisposable {
  readonly #options: RequestLogOptions;
  #queue: RequestRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #forgottenAt = 0;
  #leftOut = 0;

  constructor(options: RequestLogOptions) {
    this.#options = options;
  }

  add(record: RequestRecord): void {
    if (this.#queue.length >= LONGEST_QUEUE) {
      this.#leftOut += 1;
      return;
    }
    this.#queue.push(record);
    if (this.#queue.length >= BATCH) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
  }

  /** Resolves when everything added so far is stored, or has been given up. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A batch holds the records of many requests: it joins the transaction of none.
    this.#writing ??= this.#options.db.outside(() => this.#write().finally(() => (this.#writing = undefined)));
    await this.#writing;
    if (this.#queue.length > 0) await this.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  async #write(): Promise<void> {
    const { db, log, now } = this.#options;
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      try {
        await insertRequests(db, batch);
        if (now().getTime() - this.#forgottenAt > FORGET_EVERY_MS) await this.#forget();
      } catch (error) {
        log.warn({ err: error, requests: batch.length }, "records of requests are lost");
      }
    }
    if (this.#leftOut > 0) log.warn({ requests: this.#leftOut }, "records of requests are left out: the database is too slow");
    this.#leftOut = 0;
  }

  async #forget(): Promise<void> {
    const { db, now } = this.#options;
    this.#forgottenAt = now().getTime();
    await deleteRequestsBefore(db, new Date(this.#forgottenAt - KEPT_DAYS * 86_400_000));
  }
}
