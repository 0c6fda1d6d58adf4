import type { Db } from "../db/index.ts";
import { rootHash } from "./journal-entry.ts";
import { streamJournal } from "./read-journal.ts";
import { Replaying, type Replay } from "./replay-journal.ts";
import { lockHead, selectAccounts, selectHeads, type Head } from "./store.ts";

export interface Verification {
  tokens: { token: string; entries: bigint; accounts: number; supply: bigint; hash: string }[];
  /** One hash for the journals of all tokens: two databases with the same books have the same. */
  root: string;
  /** One sentence each; empty: the books hold. */
  faults: string[];
}

const PAGE = 5000;

/** Replays every journal, or one, and holds the stored balances and ends against it. */
export async function verifyLedger(db: Db, only?: string): Promise<Verification> {
  const verified: Replay[] = [];
  const faults: string[] = [];
  for (const { token } of await selectHeads(db, only)) {
    const replaying = new Replaying(token);
    // Most of a long journal is read without holding anybody up; only what was written meanwhile, and the balances, under the lock.
    for await (const entry of streamJournal(db, token)) replaying.add(entry);
    const { head, stored } = await db.transaction(async () => {
      const end = await lockHead(db, token);
      for await (const entry of streamJournal(db, token, replaying.seq)) replaying.add(entry);
      return { head: end, stored: await readBalances(db, token) };
    });
    const replay = replaying.result();
    verified.push(replay);
    faults.push(...replay.faults, ...differences(head, replay, stored));
  }
  const tokens = verified.map(({ token, seq, accounts, supply, hash }) => ({
    token,
    entries: seq,
    accounts: accounts.size,
    supply,
    hash: Buffer.from(hash).toString("hex"),
  }));
  return { tokens, root: rootHash(verified), faults };
}

type Balances = Replay["accounts"];

async function readBalances(db: Db, token: string): Promise<Balances> {
  const stored = new Map<string, { balance: bigint; reserved: bigint }>();
  let after = "";
  for (;;) {
    const page = await selectAccounts(db, token, after, PAGE);
    for (const account of page) stored.set(account.owner, account);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return stored;
    after = last.owner;
  }
}

function differences(head: Head, replay: Replay, stored: Balances): string[] {
  const { token, seq, hash, accounts } = replay;
  const faults: string[] = [];
  if (head.seq !== seq) faults.push(`The journal of ${token} ends with entry ${seq}, its stored end is ${head.seq}.`);
  else if (!Buffer.from(hash).equals(head.hash)) faults.push(`The journal of ${token} ends with another hash than the stored one.`);
  for (const owner of new Set([...stored.keys(), ...accounts.keys()])) {
    const [is, should] = [stored.get(owner), accounts.get(owner)];
    if (is?.balance === should?.balance && is?.reserved === should?.reserved) continue;
    faults.push(`${owner} holds ${show(is)} of ${token}; by the journal it is ${show(should)}.`);
  }
  return faults;
}

function show(account: { balance: bigint; reserved: bigint } | undefined): string {
  return account ? `${account.balance} (${account.reserved} of it reserved)` : "nothing";
}
