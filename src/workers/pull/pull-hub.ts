import type { WebSocket } from "ws";
import type { Logger } from "../../log/index.ts";
import { PullConnection, type Joined } from "./pull-connection.ts";
import { PullLine } from "./pull-line.ts";
import { CLOSE } from "./protocol.ts";

const HEARTBEAT_MS = 10_000;
const LOST_AFTER_MS = 30_000;
const DRAIN_DEADLINE_MS = 5_000;

interface HubOptions {
  log: Logger;
  heartbeatMs?: number;
  /** Silence after which a connection counts as lost. */
  lostAfterMs?: number;
}

/** The processes that are connected to this server, by worker. Requests reach a worker only where it is connected. */
export class PullHub implements AsyncDisposable {
  readonly #log: Logger;
  readonly #heartbeatMs: number;
  readonly #lostAfterMs: number;
  readonly #lines = new Map<number, PullLine>();
  #isDraining = false;

  constructor({ log, heartbeatMs = HEARTBEAT_MS, lostAfterMs = LOST_AFTER_MS }: HubOptions) {
    this.#log = log;
    this.#heartbeatMs = heartbeatMs;
    this.#lostAfterMs = lostAfterMs;
  }

  /** A worker's connections; there may be none. */
  line(uid: number): PullLine {
    const line = this.#lines.get(uid) ?? new PullLine();
    this.#lines.set(uid, line);
    return line;
  }

  /** Takes a connection that was let in. An older one of the same process is given up. */
  accept(socket: WebSocket, joined: Joined): void {
    const line = this.line(joined.uid);
    const replaced = [...line.connections].filter((old) => old.joined.instance === joined.instance);
    const { uid, name: worker, instance } = joined;
    const connection = new PullConnection(socket, {
      joined,
      heartbeatMs: this.#heartbeatMs,
      lostAfterMs: this.#lostAfterMs,
      onChange: () => line.lendWaiting(),
      onReturned: (errand) => line.takeBack(errand),
      onClosed: (closed, errands, reason) => {
        this.#log.info({ worker, uid, instance, reason, requests: errands.length }, "worker disconnected");
        line.remove(closed, errands);
      },
    });
    this.#log.info({ worker, uid, instance, maxConcurrency: joined.maxConcurrency }, "worker connected");
    line.add(connection);
    // After the new one is there, so that what had not begun goes to it.
    for (const old of replaced) old.close(CLOSE.replaced, "the process has connected anew");
    if (this.#isDraining) connection.retire(CLOSE.restart, "the server is stopping");
  }

  /** Keeps the connections of these workers only: the others were taken out of the network. */
  retain(uids: ReadonlySet<number>): void {
    for (const [uid, { connections }] of this.#lines) {
      if (uids.has(uid)) continue;
      this.#lines.delete(uid);
      for (const connection of connections) connection.close(CLOSE.removed, "the worker was removed from the network");
    }
  }

  /** Lends nothing any more; each connection is closed when it has answered what it has, at the latest after the deadline. */
  drain(deadlineMs = DRAIN_DEADLINE_MS): void {
    this.#isDraining = true;
    for (const connection of this.#all()) connection.retire(CLOSE.restart, "the server is stopping");
    setTimeout(() => this.#closeAll(), deadlineMs).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDraining = true;
    this.#closeAll();
  }

  #closeAll(): void {
    for (const connection of this.#all()) connection.close(CLOSE.restart, "the server is stopping");
  }

  #all(): PullConnection[] {
    return [...this.#lines.values()].flatMap(({ connections }) => [...connections]);
  }
}
