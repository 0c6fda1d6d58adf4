import { randomUUID } from "node:crypto";
import type { Db } from "../../db/index.ts";
import { least, minus, most, NOTHING, plus, type Amount } from "./amount.ts";
import { capOf, periodStart, type Budget } from "./budget.ts";
import { overBudget } from "./over-budget.ts";
import { Purse } from "./purse.ts";
import { Reservation } from "./reservation.ts";
import { addSpending, addToLease, deleteLeases, lockSpending, setLease, sumLeases, type PurseId } from "./store.ts";

const LEASE_MS = 30_000;
/** What is settled is booked no later than this. */
const BOOK_AFTER_MS = 50;
/** A process takes this share of what is left at most, beyond what it needs at once: others want some too. */
const SHARE = 16;
/** The same where there is no limit. */
const AHEAD: Amount = { nanos: 1e9, tokens: 1e6 };

interface LedgerOptions {
  db: Db;
  now(): Date;
  log: { warn(facts: object, message: string): void };
  /** Milliseconds after which nobody waits for a process that was killed. Default 30 s. */
  leaseMs?: number;
}

/** A purse with its place in the database. */
interface Held extends PurseId {
  purse: Purse;
  /** Changes of the lease, one after another. */
  turn: Promise<unknown>;
  /** What those need who wait for the lease to grow. */
  wanted: Amount;
  growing: Promise<Left> | undefined;
}

/** How a budget stood when the lease grew. */
interface Left {
  spent: Amount;
  /** Held by all processes. */
  held: Amount;
  /** Nothing more can be had now. */
  isExhausted: boolean;
}

/**
 * Sets money and tokens aside before a call and books what it used after it. Each process holds a lease on a part of a
 * budget, from which its requests are reserved in memory; the leases and what was spent never sum up to more than the
 * budget, across all processes on one database. Settled amounts are booked within 50 ms. A lease that its process does not
 * renew expires, and what it held is free again (decision 0060).
 */
export class BudgetLedger implements AsyncDisposable {
  readonly #options: LedgerOptions;
  readonly #leaseMs: number;
  readonly #holder = randomUUID();
  readonly #held = new Map<string, Held>();
  readonly #dirty = new Set<Held>();
  readonly #renewing: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #refused = 0;

  private constructor(options: LedgerOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#renewing = setInterval(() => this.#renew(), this.#leaseMs / 3).unref();
  }

  static async open(options: LedgerOptions): Promise<BudgetLedger> {
    if (options.db.embedded) await deleteLeases(options.db);
    return new BudgetLedger(options);
  }

  /** Requests that were refused since the process started. */
  get refused(): number {
    return this.#refused;
  }

  /** At once, when the lease has room; else undefined: `reserve` asks the database. */
  tryReserve(budget: Budget, need: Amount): Reservation | undefined {
    const held = this.#of(budget);
    return held.growing === undefined && held.purse.take(need) ? this.#reservation(held, need) : undefined;
  }

  /** Rejects with `over_budget` when the budget has no room for it; then nothing is set aside. */
  async reserve(budget: Budget, need: Amount): Promise<Reservation> {
    const held = this.#of(budget);
    let left: Left | undefined;
    while (!held.purse.take(need)) {
      if (left?.isExhausted) {
        this.#refused += 1;
        this.#touch(held);
        throw overBudget(budget, need, left);
      }
      held.wanted = plus(held.wanted, need);
      held.growing ??= this.#grow(held, budget).finally(() => (held.growing = undefined));
      left = await held.growing;
    }
    return this.#reservation(held, need);
  }

  /** Books everything and gives every lease back. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#renewing);
    await this.#flushing;
    clearTimeout(this.#timer);
    await Promise.all([...this.#held.values()].map((held) => this.#book(held)));
  }

  #of(budget: Budget): Held {
    const start = periodStart(budget.period, this.#options.now());
    const id = nameOf({ keyId: budget.keyId, periodStart: start });
    let held = this.#held.get(id);
    if (!held) {
      const { keyId } = budget;
      held = { keyId, periodStart: start, purse: new Purse(), turn: Promise.resolve(), wanted: NOTHING, growing: undefined };
      this.#held.set(id, held);
    }
    return held;
  }

  #reservation(held: Held, amount: Amount): Reservation {
    return new Reservation(amount, (part, used) => {
      held.purse.settle(part, used);
      this.#touch(held);
    });
  }

  /** Has it booked soon: many settlements in one transaction. */
  #touch(held: Held): void {
    this.#dirty.add(held);
    if (this.#flushing === undefined) this.#timer ??= setTimeout(() => this.#flush(), BOOK_AFTER_MS).unref();
  }

  #flush(): void {
    this.#timer = undefined;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    const bookAll = async () => {
      for (const held of dirty) await this.#book(held);
    };
    this.#flushing = bookAll().finally(() => {
      this.#flushing = undefined;
      for (const held of this.#dirty) this.#touch(held);
    });
  }

  #renew(): void {
    for (const held of this.#held.values()) this.#touch(held);
  }

  /**
   * Writes the lease in a transaction, one after another. What the purse learns of it comes after the commit: when it is not
   * known whether that happened, the purse holds less than the lease, never more.
   */
  #inTurn<T>(held: Held, write: () => Promise<T>, committed: (result: T) => void): Promise<T> {
    const { db } = this.#options;
    const turn = held.turn.then(async () => {
      const result = await db.outside(() => db.transaction(write));
      committed(result);
      return result;
    });
    held.turn = turn.catch(() => {});
    return turn;
  }

  #grow(held: Held, budget: Budget): Promise<Left> {
    const { db } = this.#options;
    const write = async () => {
      const wanted = most(minus(held.wanted, held.purse.free), NOTHING);
      held.wanted = NOTHING;
      const spent = await lockSpending(db, held);
      const leased = await sumLeases(db, held);
      const left = most(minus(capOf(budget), plus(spent, leased)), NOTHING);
      const granted = least(left, most(wanted, aheadOf(left)));
      const isNew = await addToLease(db, held, this.#holder, granted, this.#leaseMs);
      return { spent, held: leased, granted, isNew, isExhausted: granted.nanos < wanted.nanos || granted.tokens < wanted.tokens };
    };
    return this.#inTurn(held, write, ({ granted, isNew }) => {
      if (isNew) held.purse.lost();
      held.purse.add(granted);
    });
  }

  async #book(held: Held): Promise<void> {
    const { db, log } = this.#options;
    const { purse } = held;
    // It was given back and forgotten: the lease's row may belong to one that came after it.
    if (this.#held.get(nameOf(held)) !== held) return;
    const write = async () => {
      if (purse.isIdle && held.growing === undefined) purse.giveBack();
      const { used } = purse;
      await lockSpending(db, held);
      await addSpending(db, held, used);
      return { used, isThere: await setLease(db, held, this.#holder, minus(purse.held, used), this.#leaseMs) };
    };
    try {
      await this.#inTurn(held, write, ({ used, isThere }) => {
        if (!isThere) purse.lost();
        purse.booked(used);
      });
      if (purse.isEmpty && held.growing === undefined) this.#held.delete(nameOf(held));
    } catch (error) {
      log.warn({ err: error, key: held.keyId }, "spending of a key is not booked yet");
    }
  }
}

function nameOf({ keyId, periodStart: start }: PurseId): string {
  return `${keyId} ${start.getTime()}`;
}

function aheadOf(left: Amount): Amount {
  return {
    nanos: Number.isFinite(left.nanos) ? Math.floor(left.nanos / SHARE) : AHEAD.nanos,
    tokens: Number.isFinite(left.tokens) ? Math.floor(left.tokens / SHARE) : AHEAD.tokens,
  };
}
