import { effectsOf } from "./effects.ts";
import { genesisHash, hashEntry, type JournalEntry } from "./journal-entry.ts";
import { ISSUANCE } from "./transfer.ts";

/** What a journal says, worked out from its entries alone. */
export interface Replay {
  token: string;
  seq: bigint;
  hash: Uint8Array;
  /** By owner; only accounts that an entry touched. */
  accounts: ReadonlyMap<string, { balance: bigint; reserved: bigint }>;
  supply: bigint;
  /** What is wrong, one sentence each, at most 100; empty: the journal holds. */
  faults: string[];
}

const MAX_FAULTS = 100;

/**
 * Works out every balance of one token from its journal, and checks it: the chain of hashes, the numbers without a gap, one end
 * a reservation, no account below what it has, debits equal to credits. Needs no database: anybody can check an exported journal.
 */
export async function replayJournal(token: string, entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>): Promise<Replay> {
  const replaying = new Replaying(token);
  for await (const entry of entries) replaying.add(entry);
  return replaying.result();
}

/** A replay entry by entry, for a reader that fetches the journal in pieces. */
export class Replaying {
  readonly #token: string;
  readonly #accounts = new Map<string, { balance: bigint; reserved: bigint }>();
  readonly #open = new Map<string, JournalEntry>();
  readonly #ids = new Set<string>();
  readonly #faults: string[] = [];
  #seq = 0n;
  #hash: Uint8Array;

  constructor(token: string) {
    this.#token = token;
    this.#hash = genesisHash(token);
  }

  /** The number of the last entry that was added. */
  get seq(): bigint {
    return this.#seq;
  }

  add(entry: JournalEntry): void {
    this.#checkPlace(entry);
    const pending = entry.pendingId === null ? undefined : this.#open.get(entry.pendingId);
    this.#checkEnding(entry, pending);
    if (entry.kind === "reserve") this.#open.set(entry.id, entry);
    if (entry.pendingId !== null) this.#open.delete(entry.pendingId);
    for (const { owner, balance, reserved } of effectsOf(entry, pending?.amount)) {
      const before = this.#accounts.get(owner) ?? { balance: 0n, reserved: 0n };
      const after = { balance: before.balance + balance, reserved: before.reserved + reserved };
      this.#accounts.set(owner, after);
      const isShort = after.reserved < 0n || (owner !== ISSUANCE && after.balance < after.reserved);
      if (isShort) this.#say(entry, `${owner} has less than it gives`);
    }
    this.#seq = entry.seq;
    this.#hash = entry.hash;
  }

  result(): Replay {
    const accounts = this.#accounts;
    const difference = [...accounts.values()].reduce((sum, { balance }) => sum + balance, 0n);
    const unequal = difference === 0n ? [] : [`The journal of ${this.#token}: debits and credits differ by ${difference}.`];
    const supply = -(accounts.get(ISSUANCE)?.balance ?? 0n);
    return { token: this.#token, seq: this.#seq, hash: this.#hash, accounts, supply, faults: [...this.#faults, ...unequal] };
  }

  #checkPlace(entry: JournalEntry): void {
    if (entry.token !== this.#token) this.#say(entry, `it belongs to ${entry.token}`);
    if (entry.seq !== this.#seq + 1n) this.#say(entry, `its number does not follow ${this.#seq}`);
    if (!hashEntry(this.#hash, entry).equals(entry.hash)) this.#say(entry, "its hash does not fit its content and the hash before it");
    if (this.#ids.has(entry.id)) this.#say(entry, "its id was used before");
    this.#ids.add(entry.id);
  }

  #checkEnding(entry: JournalEntry, pending: JournalEntry | undefined): void {
    if (entry.pendingId === null) return;
    if (!pending) return this.#say(entry, `there is no open reservation ${entry.pendingId}`);
    if (pending.debit !== entry.debit || pending.credit !== entry.credit) this.#say(entry, "its accounts are not its reservation's");
    if (entry.amount > pending.amount) this.#say(entry, "it takes more than was reserved");
  }

  #say(entry: JournalEntry, what: string): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(`Entry ${entry.seq} of ${this.#token} (${entry.id}): ${what}.`);
  }
}
