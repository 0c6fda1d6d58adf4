import { LlmError, type CarriedCall, type CarriedReply } from "../../llm/index.ts";
import { BrokenFrameError } from "./read-frame.ts";
import type { WorkerFrame } from "./protocol.ts";

/** What a paused caller does not take yet may be so much: the process was told to pause and sends only what was under way. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

type Head = Pick<Extract<WorkerFrame, { type: "head" }>, "status" | "headers">;

/** Steers the connection that has an errand. */
export interface Porter {
  cancel(): void;
  pause(): void;
  resume(): void;
}

/** One call on its way to a joined process and back. Until its answer begins another connection may take it over. */
export class Errand {
  readonly call: CarriedCall;
  readonly #reply: CarriedReply;
  /** Kept until the body begins: a head alone commits nobody. */
  #head: Head | undefined;
  #hasBegun = false;
  #isOver = false;
  #isPaused = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #hasEnded = false;
  #porter: Porter | undefined;
  /** How often a connection took it. */
  leases = 0;

  constructor(call: CarriedCall, reply: CarriedReply) {
    this.call = call;
    this.#reply = reply;
  }

  /** Whether a part of the answer was handed on. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether nobody waits for it any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws BrokenFrameError before the head */
  requireHead(): Head {
    if (!this.#head) throw new BrokenFrameError("a response begins with its head");
    return this.#head;
  }

  takenBy(porter: Porter): void {
    this.#porter = porter;
    this.leases += 1;
    if (this.#isPaused) porter.pause();
  }

  /** Its connection is gone or would not have it: it is as if it had never been sent. */
  returned(): void {
    this.#porter = undefined;
    this.#head = undefined;
  }

  /** @throws BrokenFrameError at a second head */
  onHead({ status, headers }: Head): void {
    if (this.#head) throw new BrokenFrameError("a response has one head");
    this.#head = { status, headers };
  }

  /** @throws BrokenFrameError before the head */
  onData(bytes: Buffer): void {
    this.#begin();
    if (this.#isOver) return;
    if (!this.#isPaused) return this.#reply.onData(bytes);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= MAX_HELD_BYTES) return;
    this.#porter?.cancel();
    this.fail(new LlmError("bad_response", "its backend sent on though it was told to pause."));
  }

  /** @throws BrokenFrameError before the head */
  onEnd(): void {
    this.#begin();
    this.#porter = undefined;
    this.#hasEnded = true;
    if (!this.#isPaused && !this.#isOver) this.#end();
  }

  fail(failure: LlmError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#porter = undefined;
    this.#held = [];
    this.#reply.onFailure(failure);
  }

  /** The caller has left, or has all it needs. */
  abort(): void {
    this.#isOver = true;
    this.#held = [];
    this.#porter?.cancel();
    this.#porter = undefined;
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#porter?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    // What was held comes first; its reader may well pause again in the middle.
    while (!this.#isPaused && !this.#isOver) {
      const bytes = this.#held.shift();
      if (!bytes) break;
      this.#heldBytes -= bytes.length;
      this.#reply.onData(bytes);
    }
    if (this.#isPaused || this.#isOver) return;
    if (this.#hasEnded) this.#end();
    else this.#porter?.resume();
  }

  #begin(): void {
    const { status, headers: sent } = this.requireHead();
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const headers = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined);
    this.#reply.onHead(status, Object.fromEntries(headers));
  }

  #end(): void {
    this.#isOver = true;
    this.#reply.onEnd();
  }
}
