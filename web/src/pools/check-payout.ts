import type { JournalLine, Settlement } from "../api/types.ts";
import { formatUnits } from "../format.ts";
import { JournalReplay } from "../ledger/journal-replay.ts";
import { workOut } from "./work-out.ts";

/** A line of the journal that moves this pool's money, and what was found. */
export interface CheckedLine {
  line: JournalLine;
  /** What the line should be by the rule, or that it belongs to none. */
  expected: string;
  /** Empty: it holds. */
  faults: string[];
}

export interface PayoutCheck {
  /** Lines of the journal that were replayed: the pool's and all others. */
  lines: number;
  /** Hash of the last of them. */
  head: string | null;
  /** The pool's own. */
  checked: CheckedLine[];
  /** All that is wrong, one sentence each; empty: the payout holds. */
  faults: string[];
}

const MOST_FAULTS = 20;

interface Shown {
  id: string;
  token: string;
  /** As the page shows it; it must be the journal's. */
  settlement: Settlement | null;
}

/**
 * Replays a token's journal and works out again what a settled pool had to pay. Nothing of the server is believed but that these are its lines:
 * what it shows as the settlement is held against them, too.
 * @param onProgress how many lines are done, after each page
 */
export async function checkPayout(
  { id, token, settlement }: Shown,
  pages: AsyncIterable<JournalLine[]>,
  onProgress: (lines: number) => void = () => {},
): Promise<PayoutCheck> {
  const escrow = `pool:${id}`;
  const replay = new JournalReplay(token);
  const checked: CheckedLine[] = [];
  const faults: string[] = [];
  let payments: Payments | null = null;
  let left = 0n;
  for await (const page of pages) {
    for (const line of page) {
      const before = replay.balanceOf(escrow);
      const found = await replay.add(line);
      if (line.debit === escrow) {
        payments ??= Payments.of(line, id, before);
        checked.push({ line, expected: payments.expectedOf(line), faults: [...found, ...payments.check(line)] });
        left = replay.balanceOf(escrow);
      } else if (line.credit === escrow) checked.push({ line, expected: "puts money into the pool", faults: found });
      faults.push(...found.map((fault) => `Entry ${line.seq} (${line.id}): ${fault}.`));
    }
    onProgress(replay.count);
  }
  const own = payments?.faults ?? ["The journal holds no payout of this pool."];
  if (payments && !isSame(payments.statement, settlement)) own.push("The settlement that this page shows is not the journal's.");
  if (left !== 0n) own.push(`The pool's account kept ${left}.`);
  const all = [...own, ...faults];
  const shown = all.length > MOST_FAULTS ? [...all.slice(0, MOST_FAULTS), `And ${all.length - MOST_FAULTS} more.`] : all;
  return { lines: replay.count, head: replay.head, checked, faults: shown };
}

/** What has to be paid, by the id of its transfer. */
type Due = Map<string, { to: string; amount: string; what: string }>;

/** The payouts of one pool: those that follow from its statement, less those that were seen. */
class Payments {
  readonly statement: Settlement | null;
  readonly #due: Due;
  readonly #faults: string[];

  static of(first: JournalLine, pool: string, held: bigint): Payments {
    try {
      const { settlement } = JSON.parse(first.links) as { settlement?: Settlement };
      if (!settlement) return new Payments(null, new Map(), ["The first payout carries no statement of the settlement."]);
      return new Payments(settlement, dueBy(settlement, pool), faultsOf(settlement, pool, held));
    } catch (error) {
      return new Payments(null, new Map(), [`The statement of the settlement cannot be read: ${String(error)}.`]);
    }
  }

  private constructor(statement: Settlement | null, due: Due, faults: string[]) {
    this.statement = statement;
    this.#due = due;
    this.#faults = faults;
  }

  expectedOf({ id }: JournalLine): string {
    const due = this.#due.get(id);
    return due ? `${due.what}: ${formatUnits(due.amount)} to ${due.to}` : "nothing";
  }

  check({ id, kind, credit, amount }: JournalLine): string[] {
    const due = this.#due.get(id);
    this.#due.delete(id);
    const isRight = due !== undefined && kind === "transfer" && due.to === credit && due.amount === amount;
    if (isRight) return [];
    const fault = due ? `${due.amount} to ${due.to} is due, and not ${amount} to ${credit}` : "nothing is due by the settlement";
    this.#faults.push(`The payment ${id}: ${fault}.`);
    return [fault];
  }

  /** Of the whole journal: also what is missing. */
  get faults(): string[] {
    return [...this.#faults, ...[...this.#due].map(([id, { to, amount }]) => `The payment ${id} of ${amount} to ${to} is missing.`)];
  }
}

function dueBy(statement: Settlement, pool: string): Due {
  const { payouts, refund } = workOut(statement);
  const due: Due = new Map();
  for (const { id, participant, place, amount } of payouts)
    due.set(`payout:${pool}:${id}`, { to: participant, amount, what: `place ${place}` });
  if (refund !== "0") due.set(`refund:${pool}`, { to: statement.funder, amount: refund, what: "refund" });
  return due;
}

function faultsOf(statement: Settlement, pool: string, held: bigint): string[] {
  const faults: string[] = [];
  const { payouts, refund } = workOut(statement);
  if (statement.pool !== pool) faults.push(`The statement is of the pool ${statement.pool}.`);
  if (BigInt(statement.funds) !== held) faults.push(`The statement splits ${statement.funds}; the pool's account held ${held}.`);
  if (!isSame({ payouts, refund }, { payouts: statement.payouts, refund: statement.refund })) {
    faults.push("The payouts of the statement do not follow from its rule and standings.");
  }
  return faults;
}

/** Equal as JSON, whatever the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([first], [second]) => (first < second ? -1 : 1)))
      : part,
  );
}
