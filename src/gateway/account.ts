import { AssayError } from "../lib/errors.ts";
import type { RateLimit } from "../lib/rate-limit.ts";
import {
  WorkerFault,
  type JsonObject,
  type PoolAskOptions,
  type StreamEnd,
  type StreamSink,
  type WorkerAnswer,
  type WorkerPool,
  type WorkerRequest,
  type WorkerSnapshot,
  type WorkerTerms,
} from "../workers/index.ts";
import { least, plus, type Amount, type BudgetLedger, type Reservation } from "./budgets/index.ts";
import { boundOf, costOf, estimateTokens } from "./call-cost.ts";
import type { GatewayCaller } from "./caller.ts";
import { MeteredCall, NO_CHARGE, type Charge } from "./metered-call.ts";

/** The part of the pool by which a request asks workers. */
export type AskedPool = Pick<WorkerPool, "list" | "find" | "prices" | "ask" | "stream">;

interface AccountParts {
  pool: WorkerPool;
  ledger: BudgetLedger;
  /** Tokens a minute, by the key's name. */
  tokenRate: RateLimit;
  /** Longest answers seen, in tokens, by worker. */
  longest: Map<number, number>;
}

/**
 * The account of one request: every call to a worker goes through it. A call is reserved in the caller's budget before it is
 * made and settled when it has ended; whoever asks more workers (another attempt, a hedge, a judge) need not know of it.
 * Close it when the request is over, whatever came of it.
 */
export class Account implements AskedPool {
  readonly #parts: AccountParts;
  readonly #caller: GatewayCaller;
  readonly #open = new Set<MeteredCall>();
  /** Made for workers that are about to be asked. */
  readonly #reserved = new Map<number, Reservation>();
  #total = NO_CHARGE;
  #reservedNanos = 0;
  /** Tokens taken from the rate. */
  #taken: number | undefined;
  #sized: { request: WorkerRequest; bytes: number } | undefined;

  constructor(parts: AccountParts, caller: GatewayCaller) {
    this.#parts = parts;
    this.#caller = caller;
  }

  /** What the request has cost so far; final once it is closed. */
  get total(): Charge {
    return this.#total;
  }

  /** Billionths set aside before calls; null: the caller has no budget. */
  get reservedNanos(): number | null {
    return this.#caller.limits?.budget ? this.#reservedNanos : null;
  }

  list(): WorkerSnapshot[] {
    return this.#parts.pool.list();
  }

  find(nameOrUid: string | number): WorkerSnapshot | undefined {
    return this.#parts.pool.find(nameOrUid);
  }

  prices(uid: number): WorkerTerms | null {
    return this.#parts.pool.prices(uid);
  }

  /**
   * Sets aside what all these workers may cost, before any of them is asked. Rejects with `over_budget` or `rate_limited`;
   * then nothing is set aside.
   */
  async cover(workers: readonly Pick<WorkerSnapshot, "uid">[], request: WorkerRequest): Promise<void> {
    this.#takeRate(request, workers.length);
    const budget = this.#caller.limits?.budget;
    if (!budget) return;
    const bounds = workers.map(({ uid }) => [uid, this.#boundOf(uid, request)] as const);
    const all = bounds.map(([, bound]) => bound).reduce(plus);
    const whole = this.#parts.ledger.tryReserve(budget, all) ?? (await this.#parts.ledger.reserve(budget, all));
    for (const [uid, part] of whole.split(bounds)) this.#reserved.set(uid, part);
    this.#reservedNanos += all.nanos;
  }

  ask(uid: number, request: WorkerRequest, options: PoolAskOptions = {}): Promise<WorkerAnswer> {
    const call = this.#begin(uid, request);
    return call instanceof MeteredCall
      ? this.#answer(call, uid, request, options)
      : call.then((own) => this.#answer(own, uid, request, options));
  }

  stream(uid: number, request: WorkerRequest, sink: StreamSink, options: PoolAskOptions = {}): Promise<StreamEnd> {
    const call = this.#begin(uid, request);
    return call instanceof MeteredCall
      ? this.#stream(call, uid, request, sink, options)
      : call.then((own) => this.#stream(own, uid, request, sink, options));
  }

  /** The request is over: what is still being asked counts as it is. */
  close(): Charge {
    for (const call of this.#open) this.#count(call, call.broke());
    for (const reservation of this.#reserved.values()) reservation.settle({ nanos: 0, tokens: 0 });
    this.#reserved.clear();
    const { name, limits } = this.#caller;
    if (limits?.tokensPerMinute && this.#taken !== undefined) {
      this.#parts.tokenRate.correct(name, limits.tokensPerMinute, this.#total.cost.tokens - this.#taken);
      this.#taken = undefined;
    }
    return this.#total;
  }

  /** At once where nothing has to be waited for: the choice of a worker is good for the moment in which it was made. */
  #begin(uid: number, request: WorkerRequest): MeteredCall | Promise<MeteredCall> {
    this.#takeRate(request, 1);
    const budget = this.#caller.limits?.budget;
    const early = this.#reserved.get(uid);
    this.#reserved.delete(uid);
    if (!budget || early) return this.#call(uid, request, early);
    const bound = this.#boundOf(uid, request);
    this.#reservedNanos += bound.nanos;
    const { ledger } = this.#parts;
    const reservation = ledger.tryReserve(budget, bound);
    if (reservation) return this.#call(uid, request, reservation);
    return ledger.reserve(budget, bound).then((later) => this.#call(uid, request, later));
  }

  #call(uid: number, request: WorkerRequest, reservation: Reservation | undefined): MeteredCall {
    const call = new MeteredCall(this.#parts.pool.prices(uid) ?? FREE, this.#bytesOf(request), reservation);
    this.#open.add(call);
    return call;
  }

  async #answer(call: MeteredCall, uid: number, request: WorkerRequest, options: PoolAskOptions): Promise<WorkerAnswer> {
    try {
      const answer = await this.#parts.pool.ask(uid, request, options);
      this.#count(call, call.ended(answer.usage, answer.text), uid);
      return answer;
    } catch (error) {
      // Who leaves in the middle has had the worker read the prompt; a failure of the worker costs nothing.
      this.#count(call, call.broke(error instanceof WorkerFault && error.fault === "cancelled"));
      throw error;
    }
  }

  async #stream(call: MeteredCall, uid: number, request: WorkerRequest, sink: StreamSink, options: PoolAskOptions): Promise<StreamEnd> {
    const onEvent: StreamSink["onEvent"] = (data, event) => {
      call.heard(event ?? (JSON.parse(data) as JsonObject));
      sink.onEvent(data, event);
    };
    const onStart: StreamSink["onStart"] = (control) => {
      call.started();
      sink.onStart?.(control);
    };
    try {
      const end = await this.#parts.pool.stream(uid, request, { onEvent, onStart }, options);
      this.#count(call, call.ended(end.usage), uid);
      return end;
    } catch (error) {
      this.#count(call, call.broke());
      throw error;
    }
  }

  #count(call: MeteredCall, charge: Charge | undefined, uid?: number): void {
    this.#open.delete(call);
    if (!charge) return;
    this.#total = {
      promptTokens: this.#total.promptTokens + charge.promptTokens,
      completionTokens: this.#total.completionTokens + charge.completionTokens,
      cost: plus(this.#total.cost, charge.cost),
      isEstimated: this.#total.isEstimated || charge.isEstimated,
    };
    if (uid === undefined) return;
    const { longest } = this.#parts;
    if (charge.completionTokens > (longest.get(uid) ?? 0)) longest.set(uid, charge.completionTokens);
  }

  #boundOf(uid: number, request: WorkerRequest): Amount {
    const terms = this.#parts.pool.prices(uid) ?? FREE;
    const most = costOf(boundOf(request, this.#bytesOf(request), terms, this.#parts.longest.get(uid)), terms);
    const budget = this.#caller.limits?.budget;
    return least(most, {
      nanos: budget?.nanos === null ? MOST_AT_WILL : MOST_OF_A_CALL,
      tokens: budget?.tokens === null ? MOST_AT_WILL : MOST_OF_A_CALL,
    });
  }

  /** Of the body as it came, or as it would be sent. */
  #bytesOf(request: WorkerRequest): number {
    if (this.#sized?.request !== request) {
      this.#sized = { request, bytes: request.bytes?.length ?? Buffer.byteLength(JSON.stringify(request.body)) };
    }
    return this.#sized.bytes;
  }

  /** Once a request: the prompt's tokens for each worker that is asked at first; the rest is put right at the end. */
  #takeRate(request: WorkerRequest, workers: number): void {
    const { name, limits } = this.#caller;
    if (!limits?.tokensPerMinute || this.#taken !== undefined) return;
    const most = boundOf(request, 0, { inputPrice: 0, outputPrice: 0, maxOutputTokens: DEFAULT_RATE_TOKENS });
    const tokens = (estimateTokens(this.#bytesOf(request)) + most.completionTokens) * workers;
    const retryAfterMs = this.#parts.tokenRate.take(name, limits.tokensPerMinute, tokens);
    if (retryAfterMs > 0) {
      const message = `The key ${name} allows ${limits.tokensPerMinute} tokens a minute; this request may take ${tokens}.`;
      throw new AssayError("rate_limited", message, { retryAfterMs, limit: "tokens" });
    }
    this.#taken = tokens;
  }
}

/** Whatever `max_tokens` and `n` say: sums of it stay whole numbers, here and in the database. A million of the account currency. */
const MOST_OF_A_CALL = 2 ** 50;
/** The same for what the budget does not limit, which is only counted: many calls at once hold it together. */
const MOST_AT_WILL = 2 ** 40;

/** Of a worker that has just gone: asking it fails. */
const FREE: WorkerTerms = { inputPrice: 0, outputPrice: 0 };

/** Of an answer whose length nobody limits: taken from the rate until it is known. */
const DEFAULT_RATE_TOKENS = 256;
