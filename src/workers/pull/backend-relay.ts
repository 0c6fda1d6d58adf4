import type { RawData, WebSocket } from "ws";
import { LlmError, type Callee, type CallControl, type Receiver } from "../../llm/index.ts";
import { encodeData } from "./data-frame.ts";
import { serverFrameSchema, type ServerFrame, type WorkerFrame } from "./protocol.ts";
import { BrokenFrameError, readFrame } from "./read-frame.ts";

/** While more than this waits to be sent the backend is held back; it goes on when half of it is gone. */
const HIGH_WATER_BYTES = 1024 * 1024;
/** The server keeps the time, and cancels. */
const TIMEOUT_MS = 60 * 60_000;
const HEADERS = ["content-type", "retry-after", "retry-after-ms", "date"] as const;

type RequestFrame = Extract<ServerFrame, { type: "request" }>;

/** A request that is being answered. */
interface Run {
  path: string;
  body: Buffer | null;
  /** Bytes of the body that have come. */
  received: number;
  leaving: AbortController;
  control: CallControl | undefined;
  isHeldByServer: boolean;
}

interface RelayOptions {
  backend: Callee;
  maxConcurrency: number;
  onWelcome(welcome: Extract<ServerFrame, { type: "welcome" }>): void;
}

/** Answers the requests of one connection by the backend. */
export class BackendRelay {
  readonly #socket: WebSocket;
  readonly #options: RelayOptions;
  readonly #runs = new Map<number, Run>();
  #isHeldByWire = false;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(socket: WebSocket, options: RelayOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** @throws BrokenFrameError */
  hear(message: RawData, isBinary: boolean): void {
    const read = readFrame(serverFrameSchema, message, isBinary);
    if ("data" in read) return this.#append(read.data.id, read.data.bytes);
    const { frame } = read;
    if (frame.type === "welcome") return this.#options.onWelcome(frame);
    if (frame.type === "request") return this.#take(frame);
    const run = this.#runs.get(frame.id);
    if (!run) return;
    if (frame.type === "cancel") return this.#cancel(frame.id, run);
    run.isHeldByServer = frame.type === "pause";
    this.#steer(run);
  }

  /** Tells the server to lend nothing more; resolves when everything is answered. */
  drain(): Promise<void> {
    this.#drained = Promise.withResolvers();
    this.#say({ type: "drain" });
    this.#endIfDrained();
    return this.#drained.promise;
  }

  /** The connection is gone: nobody waits for the answers. */
  abort(): void {
    for (const [id, run] of this.#runs) this.#cancel(id, run);
  }

  #take({ id, path, bodyBytes }: RequestFrame): void {
    // A request that crossed our farewell, or one too many: the server lends it to somebody else.
    if (this.#drained || this.#runs.size >= this.#options.maxConcurrency) return this.#say({ type: "refused", id });
    const body = bodyBytes === null ? null : Buffer.allocUnsafe(bodyBytes);
    const run: Run = { path, body, received: 0, leaving: new AbortController(), control: undefined, isHeldByServer: false };
    this.#runs.set(id, run);
    if (!body || body.length === 0) void this.#answer(id, run);
  }

  #append(id: number, bytes: Buffer): void {
    const run = this.#runs.get(id);
    // Refused or cancelled meanwhile.
    if (!run) return;
    if (!run.body || run.received + bytes.length > run.body.length)
      throw new BrokenFrameError(`request ${id} is longer than it was said to be`);
    bytes.copy(run.body, run.received);
    run.received += bytes.length;
    if (run.received === run.body.length) void this.#answer(id, run);
  }

  async #answer(id: number, run: Run): Promise<void> {
    const { leaving, path, body } = run;
    const receiver: Receiver = {
      onStart: ({ status, headers }, control) => {
        run.control = control;
        const sent = HEADERS.flatMap((name) => (typeof headers[name] === "string" ? [[name, headers[name].slice(0, 1024)]] : []));
        this.#say({ type: "head", id, status, headers: Object.fromEntries(sent) });
        this.#steer(run);
      },
      onData: (bytes) => {
        this.#send(encodeData(id, bytes));
        return "more";
      },
    };
    try {
      await this.#options.backend.call(path, body, receiver, { signal: leaving.signal, timeoutMs: TIMEOUT_MS });
      this.#say({ type: "end", id });
    } catch (error) {
      if (!leaving.signal.aborted) this.#say({ type: "failed", id, ...toFailure(error) });
    } finally {
      this.#runs.delete(id);
      this.#endIfDrained();
    }
  }

  #cancel(id: number, run: Run): void {
    run.leaving.abort();
    this.#runs.delete(id);
    this.#endIfDrained();
  }

  #say(frame: WorkerFrame): void {
    this.#send(JSON.stringify(frame));
  }

  #send(frame: string | Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(frame, () => {
      if (this.#isHeldByWire && this.#socket.bufferedAmount <= HIGH_WATER_BYTES / 2) this.#hold(false);
    });
    if (!this.#isHeldByWire && this.#socket.bufferedAmount > HIGH_WATER_BYTES) this.#hold(true);
  }

  #hold(isHeld: boolean): void {
    this.#isHeldByWire = isHeld;
    for (const run of this.#runs.values()) this.#steer(run);
  }

  #steer(run: Run): void {
    if (run.isHeldByServer || this.#isHeldByWire) run.control?.pause();
    else run.control?.resume();
  }

  #endIfDrained(): void {
    if (this.#drained && this.#runs.size === 0) this.#drained.resolve();
  }
}

function toFailure(error: unknown): Pick<Extract<WorkerFrame, { type: "failed" }>, "kind" | "message"> {
  if (!(error instanceof LlmError)) throw error;
  const { kind } = error;
  const isKnown = kind === "connection" || kind === "timeout" || kind === "bad_request";
  return { kind: isKnown ? kind : "bad_response", message: error.message.slice(0, 2000) };
}
