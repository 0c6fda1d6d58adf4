import { createHash } from "node:crypto";

/** What an entry does: see README, "Kinds". */
export type EntryKind = "transfer" | "reserve" | "post" | "void" | "expire";

/** One row of the journal. Immutable. */
export interface JournalEntry {
  token: string;
  /** 1, 2, 3, … of this token, without a gap. */
  seq: bigint;
  /** The caller's: the same id twice is the same transfer. */
  id: string;
  kind: EntryKind;
  debit: string;
  credit: string;
  /** In the token's smallest unit. Of `post` what was taken, of `void` and `expire` 0. */
  amount: bigint;
  /** Of post, void and expire: the reservation that they end. */
  pendingId: string | null;
  /** Of a reservation; null: never. */
  expiresAt: Date | null;
  reason: string;
  /** Canonical JSON of what the entry belongs to (`canonicalLinks`). */
  links: string;
  createdAt: Date;
  /** sha256, 32 bytes. */
  hash: Uint8Array;
}

/** The hash before the first entry of a token. */
export function genesisHash(token: string): Buffer {
  return createHash("sha256").update(`assay ledger 1\n${token}`).digest();
}

/**
 * The hash of an entry: sha256 over the hash before it and every one of its fields, in one fixed JSON array. A change of
 * any field, or of the order, changes every later hash.
 */
export function hashEntry(before: Uint8Array, entry: Omit<JournalEntry, "hash">): Buffer {
  const fields = [
    Buffer.from(before).toString("hex"),
    entry.token,
    String(entry.seq),
    entry.id,
    entry.kind,
    entry.debit,
    entry.credit,
    String(entry.amount),
    entry.pendingId,
    entry.expiresAt?.toISOString() ?? null,
    entry.reason,
    entry.links,
    entry.createdAt.toISOString(),
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest();
}

/** One hash for the journals of several tokens: sha256 over their names and last hashes, by name. */
export function rootHash(heads: readonly { token: string; seq: bigint; hash: Uint8Array }[]): string {
  const lines = heads
    .toSorted((a, b) => (a.token < b.token ? -1 : 1))
    .map(({ token, seq, hash }) => JSON.stringify([token, String(seq), Buffer.from(hash).toString("hex")]));
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
