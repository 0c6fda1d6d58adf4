import type { JsonObject, TokenUsage, WorkerTerms } from "../workers/index.ts";
import { NOTHING, type Amount, type Reservation } from "./budgets/index.ts";
import { costOf, estimateTokens } from "./call-cost.ts";

/** What a call used, as far as it is known. */
export interface Charge extends TokenUsage {
  cost: Amount;
  /** Whether the worker did not count, and we did. */
  isEstimated: boolean;
}

/** One call of a worker, from its reservation to what it used. */
export class MeteredCall {
  readonly #terms: WorkerTerms;
  readonly #requestBytes: number;
  readonly #reservation: Reservation | undefined;
  #heardBytes = 0;
  #hasStarted = false;
  #isSettled = false;

  constructor(terms: WorkerTerms, requestBytes: number, reservation: Reservation | undefined) {
    this.#terms = terms;
    this.#requestBytes = requestBytes;
    this.#reservation = reservation;
  }

  /** The worker has taken the request. */
  started(): void {
    this.#hasStarted = true;
  }

  /** A piece of the answer came. */
  heard({ choices }: JsonObject): void {
    this.#hasStarted = true;
    if (!Array.isArray(choices)) return;
    for (const choice of choices as (Said | null)[]) this.#heardBytes += bytesSaid(choice?.delta) + bytesIn(choice?.text);
  }

  /** It ended well. @param text of an answer that came whole */
  ended(usage: TokenUsage | null, text = ""): Charge | undefined {
    this.#heardBytes += Buffer.byteLength(text);
    return this.#settle(usage ?? this.#estimate(), usage === null);
  }

  /** It failed, or was given up: what was heard of it counts, and then the prompt does too. */
  broke(wasTaken = this.#hasStarted): Charge | undefined {
    return wasTaken || this.#heardBytes > 0 ? this.#settle(this.#estimate(), true) : this.#settle(UNUSED, false);
  }

  #estimate(): TokenUsage {
    return { promptTokens: estimateTokens(this.#requestBytes), completionTokens: estimateTokens(this.#heardBytes) };
  }

  /** Once; what comes later changes nothing. A worker is not paid for more than was set aside. */
  #settle(usage: TokenUsage, isEstimated: boolean): Charge | undefined {
    if (this.#isSettled) return undefined;
    this.#isSettled = true;
    const full = costOf(usage, this.#terms);
    const cost = this.#reservation ? this.#reservation.settle(full) : full;
    return { ...usage, cost, isEstimated };
  }
}

/** Nothing was taken up by the worker. */
const UNUSED: TokenUsage = { promptTokens: 0, completionTokens: 0 };

interface Said {
  delta?: JsonObject | null;
  text?: unknown;
}

/** Texts of a delta and of the tool calls in it; names of roles are not the answer. */
function bytesSaid(delta: JsonObject | null | undefined): number {
  if (!delta) return 0;
  let bytes = 0;
  for (const name in delta) {
    if (name === "role") continue;
    const said = delta[name];
    if (typeof said === "string") bytes += bytesIn(said);
    else if (said !== null && said !== undefined) bytes += bytesIn(JSON.stringify(said));
  }
  return bytes;
}

function bytesIn(text: unknown): number {
  return typeof text === "string" ? Buffer.byteLength(text) : 0;
}

export const NO_CHARGE: Charge = { ...UNUSED, cost: NOTHING, isEstimated: false };
