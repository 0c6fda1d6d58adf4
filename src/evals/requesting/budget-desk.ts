import type { Db } from "../../db/index.ts";
import type { Charge } from "../budget.ts";
import { RunBudget } from "./run-budget.ts";
import { chargeBudget } from "./store.ts";

/** The budgets of the runs that this process asks for; the workers of a run share one. */
export class BudgetDesk {
  readonly #db: Db;
  readonly #open = new Map<string, { budget: RunBudget; holders: number }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** A share in the run's budget, until it is disposed of. */
  take(runId: string): BudgetShare {
    const known = this.#open.get(runId) ?? { budget: new RunBudget((charges) => chargeBudget(this.#db, runId, charges)), holders: 0 };
    known.holders += 1;
    this.#open.set(runId, known);
    return new BudgetShare(known.budget, () => {
      known.holders -= 1;
      if (known.holders === 0) this.#open.delete(runId);
    });
  }
}

/** One worker's hold on the budget: what it leaves open when it goes is open for nobody. */
export class BudgetShare implements Disposable {
  readonly #budget: RunBudget;
  readonly #leave: () => void;
  #open = 0;

  constructor(budget: RunBudget, leave: () => void) {
    this.#budget = budget;
    this.#leave = leave;
  }

  async reserve(charge: Charge): Promise<boolean> {
    const isGranted = await this.#budget.reserve(charge);
    if (isGranted) this.#open += 1;
    return isGranted;
  }

  settled(calls: number): void {
    if (calls === 0) return;
    this.#open -= calls;
    this.#budget.settled(calls);
  }

  onShort(listener: () => void): () => void {
    return this.#budget.onShort(listener);
  }

  [Symbol.dispose](): void {
    this.settled(this.#open);
    this.#leave();
  }
}
