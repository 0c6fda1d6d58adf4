import type { Db } from "../db/index.ts";
import { findAccounts, selectAccounts, selectHeads, type Account } from "./store.ts";
import { ISSUANCE } from "./transfer.ts";

/** What an owner has of a token; zeros where it never had any. */
export async function readBalance(db: Db, token: string, owner: string): Promise<Account> {
  const [account] = await findAccounts(db, token, [owner]);
  return account ?? { token, owner, balance: 0n, reserved: 0n };
}

/** The accounts of a token by owner, at most `limit` after `after`; among them `@issuance`, whose balance is less than zero. */
export function listBalances(db: Db, token: string, { after = "", limit = 1000 } = {}): Promise<Account[]> {
  return selectAccounts(db, token, after, limit);
}

/** How much of a token there is. */
export async function readSupply(db: Db, token: string): Promise<bigint> {
  return -(await readBalance(db, token, ISSUANCE)).balance;
}

/** The names of all tokens that have a journal. */
export async function listTokens(db: Db): Promise<string[]> {
  return (await selectHeads(db)).map(({ token }) => token);
}
