import {
  WorkerFault,
  type ChosenWorker,
  type JsonObject,
  type StreamControl,
  type StreamSink,
  type TokenUsage,
  type WorkerRequest,
  type WorkerSnapshot,
} from "../workers/index.ts";
import type { AskedPool } from "./account.ts";
import { USUAL_CLEANING, type Cleaning } from "./cleaning.ts";
import { deltaOf } from "./delta-of.ts";

/** A worker is not trusted to end: k answers are held in memory. */
const MAX_ANSWER_CHARACTERS = 4 * 1024 * 1024;

/** What says nothing for so long is not waited for: judged once more when it is whole. */
const OPENING_CHARACTERS = 2_000;

/** One worker's answer in the making. */
export class Candidate {
  readonly worker: WorkerSnapshot;
  readonly probability: number;
  readonly chunks: string[] = [];
  /** Seconds from the start of the request, a chunk each. */
  readonly timings: number[] = [];
  text = "";
  state: "open" | "whole" | "failed" = "open";
  failure: unknown;
  usage: TokenUsage | null = null;
  /** From the start of the request to the end of a whole answer. */
  durationSeconds: number | undefined;
  /** Of a whole answer. */
  finishReason: string | undefined;
  control: StreamControl | undefined;
  /** Whether the text is an answer and cannot turn out a refusal any more. */
  isUseful = false;
  readonly #cleaning: Cleaning;
  readonly #abort = new AbortController();
  #isJudged = false;

  constructor({ worker, probability }: ChosenWorker, cleaning: Cleaning = USUAL_CLEANING) {
    this.#cleaning = cleaning;
    this.worker = worker;
    this.probability = probability;
  }

  /** Whether it failed by itself, and not because it was dropped. */
  get hasOwnFault(): boolean {
    return this.state === "failed" && !(this.failure instanceof WorkerFault && this.failure.fault === "cancelled");
  }

  /** Asks; `onChange` is told of each delta and of the end. Never rejects: a failure is a state. */
  async ask(
    pool: Pick<AskedPool, "stream">,
    request: WorkerRequest,
    timeoutMs: number,
    elapsedSeconds: () => number,
    onChange: (self: Candidate) => void,
    idleTimeoutMs?: number,
  ): Promise<void> {
    const onEvent: StreamSink["onEvent"] = (data, event = JSON.parse(data) as JsonObject) => {
      const delta = deltaOf(event);
      if (delta === "") return;
      this.add(delta, elapsedSeconds());
      onChange(this);
    };
    try {
      const onStart = (control: StreamControl) => void (this.control = control);
      const end = await pool.stream(
        this.worker.uid,
        request,
        { onEvent, onStart },
        { signal: this.#abort.signal, timeoutMs, idleTimeoutMs },
      );
      this.usage = end.usage;
      this.finishReason = end.finishReason;
      this.durationSeconds = elapsedSeconds();
      this.finish();
    } catch (error) {
      this.state = "failed";
      this.failure = error;
    }
    onChange(this);
  }

  /** Takes a piece of the answer. Throws a WorkerFault when it is one too many. */
  add(delta: string, seconds: number): void {
    if (this.text.length + delta.length > MAX_ANSWER_CHARACTERS) {
      throw new WorkerFault(
        "bad_response",
        `The worker ${this.worker.name} sent an answer of more than ${MAX_ANSWER_CHARACTERS} characters.`,
      );
    }
    this.chunks.push(delta);
    this.timings.push(seconds);
    this.text += delta;
    if (!this.#isJudged) this.#judgeOpening();
  }

  /** The answer has ended well. */
  finish(): void {
    this.state = "whole";
    this.isUseful ||= this.#cleaning.isUseful(this.text);
  }

  /** Stops asking; what came so far stays. */
  drop(): void {
    this.#abort.abort();
  }

  /** Looks at no more than the opening, however the worker cuts its answer into pieces. */
  #judgeOpening(): void {
    const opening = this.text.slice(0, OPENING_CHARACTERS);
    this.isUseful = this.#cleaning.isUseful(opening) && !this.#cleaning.mayStillRefuse(opening);
    this.#isJudged = this.isUseful || this.text.length >= OPENING_CHARACTERS;
  }
}
