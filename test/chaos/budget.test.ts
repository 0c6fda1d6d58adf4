import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/index.ts";
import { BudgetLedger } from "../../src/gateway/budgets/index.ts";
import { startChild } from "../support/child.ts";
import { testDatabaseSettings } from "../support/database.ts";

const SPEND = new URL("./children/spend.ts", import.meta.url);
const LEASE_MS = 2_000;
const TIMEOUT_MS = 120_000;

test(
  "what a killed process had set aside is free again, and what it had settled stays spent",
  async () => {
    await using own = await testDatabaseSettings();
    const keyId = await addKey(own.settings);
    await using child = startChild(SPEND, JSON.stringify(own.settings), String(keyId), String(LEASE_MS));
    expect(await child.line()).toBe("700");
    await child.kill();
    await using db = await openDatabase(own.settings);
    await using ledger = await BudgetLedger.open({ db, log: { warn() {} }, now: () => new Date(), leaseMs: LEASE_MS });
    const budget = { keyId, name: "trial", nanos: 1_000, tokens: null, period: "total" as const };
    const reserveRest = () =>
      ledger.reserve(budget, { nanos: 880, tokens: 8 }).then(
        (reservation) => reservation.settle({ nanos: 880, tokens: 8 }).nanos,
        () => 0,
      );
    // On the embedded engine at once, else when the lease has expired.
    await expect.poll(reserveRest, { timeout: TIMEOUT_MS }).toBe(880);
    await expect(ledger.reserve(budget, { nanos: 1, tokens: 0 })).rejects.toMatchObject({ code: "over_budget" });
  },
  TIMEOUT_MS,
);

async function addKey(settings: { dataDirectory: string }): Promise<number> {
  await using db = await openDatabase(settings);
  const [row] = await db.query<{ id: number }>("insert into api_key (name, key_hash, scopes) values ('trial', $1, '{chat}') returning id", [
    Buffer.from("trial"),
  ]);
  return row?.id ?? 0;
}
