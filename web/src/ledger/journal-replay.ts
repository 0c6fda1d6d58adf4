import type { JournalLine } from "../api/types.ts";

/** The account from which units are made: the only one that may be below zero. */
const ISSUANCE = "@issuance";

/**
 * Replays a token's journal line by line, from its first, with nothing of the server but its lines: the chain of hashes, numbers without
 * a gap, ids used once, one end a reservation, nobody giving what he does not have. Written by src/ledger/README.md and not from its code, so that
 * an error in one of the two shows. SHA-256 is the browser's (Web Crypto).
 */
export class JournalReplay {
  readonly token: string;
  #head: string | null = null;
  #count = 0;
  readonly #balances = new Map<string, bigint>();
  readonly #held = new Map<string, bigint>();
  readonly #reservations = new Map<string, JournalLine>();
  readonly #ids = new Set<string>();

  constructor(token: string) {
    this.token = token;
  }

  /** How many lines were added. */
  get count(): number {
    return this.#count;
  }

  /** Hash of the last line, in hexadecimal; null before the first. */
  get head(): string | null {
    return this.#head;
  }

  balanceOf(owner: string): bigint {
    return this.#balances.get(owner) ?? 0n;
  }

  /** @returns what is wrong with this line, in words; empty: it holds */
  async add(line: JournalLine): Promise<string[]> {
    this.#count++;
    const faults = await this.#checkChain(line);
    const reserved = this.#checkReservation(line, faults);
    this.#move(line, reserved);
    for (const owner of new Set([line.debit, line.credit])) {
      const [balance, held] = [this.balanceOf(owner), this.#held.get(owner) ?? 0n];
      if (held < 0n || (owner !== ISSUANCE && balance < held)) faults.push(`${owner} gives more than it has`);
    }
    return faults;
  }

  async #checkChain(line: JournalLine): Promise<string[]> {
    const faults: string[] = [];
    if (line.token !== this.token) faults.push(`it belongs to ${line.token}`);
    if (line.seq !== String(this.#count)) faults.push(`its number should be ${this.#count}`);
    if (this.#ids.has(line.id)) faults.push("its id was used before");
    this.#ids.add(line.id);
    const before = this.#head ?? (await sha256(`assay ledger 1\n${this.token}`));
    const { token, seq, id, kind, debit, credit, amount, pendingId, expiresAt, reason, links, createdAt } = line;
    const fields = [before, token, seq, id, kind, debit, credit, amount, pendingId, expiresAt, reason, links, createdAt];
    const hash = await sha256(JSON.stringify(fields));
    if (hash !== line.hash) faults.push("its hash does not fit its content and the hash before it");
    // What the journal claims, so that one changed line is one fault and not all that follow.
    this.#head = line.hash;
    return faults;
  }

  /** @returns what the line frees of a reservation */
  #checkReservation(line: JournalLine, faults: string[]): bigint {
    if (line.kind === "reserve") this.#reservations.set(line.id, line);
    if (line.pendingId === null) return 0n;
    const reservation = this.#reservations.get(line.pendingId);
    this.#reservations.delete(line.pendingId);
    if (!reservation) {
      faults.push(`there is no open reservation ${line.pendingId}`);
      return 0n;
    }
    if (reservation.debit !== line.debit || reservation.credit !== line.credit) faults.push("its accounts are not its reservation's");
    if (BigInt(line.amount) > BigInt(reservation.amount)) faults.push("it takes more than was reserved");
    return BigInt(reservation.amount);
  }

  #move({ kind, debit, credit, amount: digits }: JournalLine, freed: bigint): void {
    const amount = BigInt(digits);
    const held = (change: bigint) => this.#held.set(debit, (this.#held.get(debit) ?? 0n) + change);
    if (kind === "reserve") return void held(amount);
    held(-freed);
    if (kind !== "transfer" && kind !== "post") return;
    this.#balances.set(debit, this.balanceOf(debit) - amount);
    this.#balances.set(credit, this.balanceOf(credit) + amount);
  }
}

/** Whether this browser hashes for this page: only over https and on the machine itself (secure contexts). */
export function canHash(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
