/** Reserves from a key's budget, settles a part, keeps the rest under way and waits to be killed: `node spend.ts SETTINGS KEY_ID LEASE_MS`. */
import { openDatabase } from "../../../src/db/index.ts";
import { BudgetLedger } from "../../../src/gateway/budgets/index.ts";
import { endWithParent } from "../../support/child.ts";

endWithParent();
const [settings = "", keyId = "", leaseMs = ""] = process.argv.slice(2);
const db = await openDatabase(JSON.parse(settings) as { dataDirectory: string });
const ledger = await BudgetLedger.open({ db, log: console, now: () => new Date(), leaseMs: Number(leaseMs) });
const budget = { keyId: Number(keyId), name: "trial", nanos: 1_000, tokens: null, period: "total" as const };
const under = await ledger.reserve(budget, { nanos: 700, tokens: 7 });
const settled = await ledger.reserve(budget, { nanos: 300, tokens: 3 });
settled.settle({ nanos: 120, tokens: 2 });
const booked = "select spent_nanos as spent from key_spend where key_id = $1 and spent_nanos > 0";
while ((await db.query(booked, [keyId])).length === 0);
process.stdout.write(`${under.amount.nanos}\n`);
