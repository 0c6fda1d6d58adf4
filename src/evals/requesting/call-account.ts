import { AssayError } from "../../lib/errors.ts";
import { WorkerFault, type FaultCode, type TokenUsage } from "../../workers/index.ts";
import { addCharges, NO_CHARGE, subtractCharge, type Charge } from "../budget.ts";
import { chargeOf, type Prices } from "./charge-of.ts";
import type { BudgetShare } from "./budget-desk.ts";

/** After these no token was made, so that none is paid for. Of all other failures it is not known. */
const COSTS_NOTHING: ReadonlySet<FaultCode> = new Set([
  "connection",
  "rate_limited",
  "bad_request",
  "circuit_open",
  "not_recorded",
  "unsupported",
  "unusable",
]);

/** The run's budget has no room for another call. */
export class BudgetSpent extends AssayError {
  constructor() {
    super("conflict", "The run's budget has no room for another call.", { field: "budget" });
  }
}

/** How a document's calls ended, to be stored with its answer. */
export interface Settlement {
  /** What was reserved and not taken; negative where an endpoint took more than it was allowed. */
  refund: Charge;
  /** Calls that are open until this is stored. */
  open: number;
}

/** The calls that one document costs: reserved one after the other, settled together with its answer. */
export class CallAccount {
  readonly #share: BudgetShare;
  readonly #bound: Charge;
  readonly #prices: Prices;
  #open = 0;
  /** Calls before the open one that ended well: a document may need several. */
  #answered = 0;
  #refund = NO_CHARGE;

  constructor(share: BudgetShare, bound: TokenUsage, prices: Prices) {
    this.#share = share;
    this.#bound = chargeOf(bound, prices);
    this.#prices = prices;
  }

  /** Reserves the next call. Rejects with BudgetSpent. An arrow: it is handed on as it is. */
  readonly beforeCall = async (failure?: unknown): Promise<void> => {
    if (failure === undefined && this.#open > 0) this.#answered += 1;
    // A call that failed is open no longer, so that the next one may wait for all that are.
    this.#giveBack(failure);
    this.abandon();
    if (!(await this.#share.reserve(this.#bound))) throw new BudgetSpent();
    this.#open = 1;
  };

  /** @param usage of all calls that ended well; null: the endpoint does not say, and the bounds stay charged */
  answered(usage: TokenUsage | null): Settlement {
    if (usage !== null) {
      this.#add(subtractCharge(this.#bound, { ...chargeOf(usage, this.#prices), calls: 1 }));
      for (let call = 0; call < this.#answered; call++) this.#add({ ...this.#bound, calls: 0 });
    }
    return { refund: this.#refund, open: this.#open };
  }

  failed(failure: unknown): Settlement {
    this.#giveBack(failure);
    return { refund: this.#refund, open: this.#open };
  }

  /** Nothing will be stored: what is reserved stays charged. */
  abandon(): void {
    if (this.#open > 0) this.#share.settled(this.#open);
    this.#open = 0;
  }

  #giveBack(failure: unknown): void {
    if (failure instanceof WorkerFault && COSTS_NOTHING.has(failure.fault)) this.#add({ ...this.#bound, calls: 0 });
  }

  #add(refund: Charge): void {
    if (this.#open > 0) this.#refund = addCharges(this.#refund, refund);
  }
}
