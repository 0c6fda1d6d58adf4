import type { RawData, WebSocket } from "ws";
import { LlmError } from "../../llm/index.ts";
import { encodeData } from "./data-frame.ts";
import type { Errand } from "./errand.ts";
import { CLOSE, PATHS, serverFrameSchema, workerFrameSchema, type ServerFrame, type WorkerFrame } from "./protocol.ts";
import { BrokenFrameError, readFrame } from "./read-frame.ts";

/** Of a body, so that a long one does not stand in the way of what else is on the connection. */
const DATA_BYTES = 256 * 1024;
/** For the other side to say that it has heard; then the connection is cut. */
const CLOSE_DEADLINE_MS = 1_000;

/** Who connected, as the server found it at the upgrade. */
export interface Joined {
  uid: number;
  name: string;
  /** Requests that it takes at once. */
  maxConcurrency: number;
  /** Names the process. */
  instance: string;
  /** The host that it comes from. */
  address?: string;
}

interface ConnectionOptions {
  joined: Joined;
  heartbeatMs: number;
  lostAfterMs: number;
  /** It takes a request more, or none any more: who waits may be served elsewhere. */
  onChange(): void;
  /** It would not have this errand. */
  onReturned(errand: Errand): void;
  /** It is closed. The errands are those that it had. */
  onClosed(connection: PullConnection, errands: readonly Errand[], reason: string): void;
}

/** The server's side of one connection of a joined process: the requests lent to it, and its heartbeat. */
export class PullConnection {
  readonly joined: Joined;
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #errands = new Map<number, Errand>();
  readonly #heartbeat: NodeJS.Timeout;
  #lastId = 0;
  #heardAt = performance.now();
  #isDraining = false;
  #isClosed = false;
  /** Set when it is to close as soon as it has nothing left. */
  #farewell: { code: number; reason: string } | undefined;
  #reason: string | undefined;

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.joined = options.joined;
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatMs).unref();
    socket.on("message", (message, isBinary) => this.#hear(message, isBinary));
    socket.on("pong", () => this.#heard());
    socket.on("ping", () => this.#heard());
    // A frame that is too long, or not one at all: the socket closes itself with the code for it.
    socket.on("error", ({ message }) => (this.#reason ??= message));
    socket.on("close", (code, reason) => this.#closed(reason.toString() || `closed with ${code}`));
    this.#say({ type: "welcome", uid: this.joined.uid, lostAfterMs: options.lostAfterMs });
  }

  /** Whether new requests may come here, now or when there is room. */
  get isTaking(): boolean {
    return !this.#isClosed && !this.#isDraining;
  }

  get hasRoom(): boolean {
    return this.isTaking && this.#errands.size < this.joined.maxConcurrency;
  }

  /** Share of its places that are taken. */
  get load(): number {
    return this.#errands.size / this.joined.maxConcurrency;
  }

  /** Lends it a request; it must have room. */
  lend(errand: Errand): void {
    const id = (this.#lastId += 1);
    const { path, body } = errand.call;
    const known = PATHS.find((one) => one === path);
    if (!known) return errand.fail(new LlmError("bad_request", `its backend is not asked for ${path}.`));
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    this.#errands.set(id, errand);
    this.#say({ type: "request", id, path: known, bodyBytes: bytes?.length ?? null });
    if (bytes) this.#sendBody(id, bytes);
    errand.takenBy({
      cancel: () => {
        this.#say({ type: "cancel", id });
        this.#free(id);
      },
      pause: () => this.#say({ type: "pause", id }),
      resume: () => this.#say({ type: "resume", id }),
    });
  }

  /** Takes nothing new and closes when it has nothing left. */
  retire(code: number, reason: string): void {
    this.#isDraining = true;
    this.#farewell = { code, reason };
    this.#options.onChange();
    this.#leaveWhenFree();
  }

  /** Closes at once; the process is told why if it still listens. */
  close(code: number, reason: string): void {
    this.#reason ??= reason;
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), CLOSE_DEADLINE_MS).unref();
    this.#closed(reason);
  }

  #hear(message: RawData, isBinary: boolean): void {
    this.#heard();
    if (this.#isClosed) return;
    try {
      const read = readFrame(workerFrameSchema, message, isBinary);
      if ("data" in read) this.#find(read.data.id)?.onData(read.data.bytes);
      else this.#obey(read.frame);
    } catch (error) {
      if (!(error instanceof BrokenFrameError)) throw error;
      this.close(CLOSE.brokenFrame, error.message);
    }
  }

  #obey(frame: WorkerFrame): void {
    if (frame.type === "drain") {
      this.#isDraining = true;
      return this.#options.onChange();
    }
    const errand = this.#find(frame.id);
    if (!errand) return;
    if (frame.type === "head") return errand.onHead(frame);
    // While it is still among the errands: closing the connection lets them fail.
    if (frame.type === "end") errand.requireHead();
    if (frame.type === "refused" && errand.hasBegun) throw new BrokenFrameError("what has begun cannot be refused");
    // Freed first: what the end of an errand sets off may lend the next one already.
    this.#errands.delete(frame.id);
    if (frame.type === "end") errand.onEnd();
    else if (frame.type === "failed") errand.fail(new LlmError(frame.kind, toSentence(frame.message)));
    else this.#options.onReturned(errand);
    this.#afterFree();
  }

  /** Undefined: it was cancelled, and this crossed the cancellation. */
  #find(id: number): Errand | undefined {
    if (id > this.#lastId) throw new BrokenFrameError(`there is no request ${id}`);
    return this.#errands.get(id);
  }

  #free(id: number): void {
    if (this.#errands.delete(id)) this.#afterFree();
  }

  #afterFree(): void {
    this.#leaveWhenFree();
    this.#options.onChange();
  }

  #leaveWhenFree(): void {
    if (this.#farewell && this.#errands.size === 0) this.close(this.#farewell.code, this.#farewell.reason);
  }

  #heard(): void {
    this.#heardAt = performance.now();
  }

  #beat(): void {
    if (performance.now() - this.#heardAt < this.#options.lostAfterMs) return this.#socket.ping();
    this.#socket.terminate();
    this.#closed(`nothing was heard of it for ${this.#options.lostAfterMs} ms`);
  }

  #closed(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    const errands = [...this.#errands.values()];
    this.#errands.clear();
    this.#options.onClosed(this, errands, this.#reason ?? reason);
  }

  #sendBody(id: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += DATA_BYTES) this.#socket.send(encodeData(id, bytes.subarray(at, at + DATA_BYTES)));
  }

  #say(frame: ServerFrame): void {
    this.#socket.send(JSON.stringify(serverFrameSchema.parse(frame)));
  }
}

/** What the process says went wrong, on one line. */
function toSentence(message: string): string {
  return message
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 300)
    .toWellFormed();
}
