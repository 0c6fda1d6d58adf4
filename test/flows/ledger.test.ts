import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ISSUANCE, reserveFunds, transferFunds } from "../../src/ledger/index.ts";
import { runCommand } from "../support/command-line.ts";
import { temporaryDirectory } from "../support/database.ts";
import { startTestServer } from "../support/server.ts";

const NOON = new Date("2026-11-24T12:00:00.000Z");

test("balances and the journal are read, exported, verified and replayed elsewhere to the same root", async () => {
  await using server = await startTestServer();
  const { db } = server.app;
  const token = "CRED";
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 10n ** 40n }, NOON);
  await transferFunds(db, { id: "t", token, debit: "ann", credit: "bob", amount: 7n, reason: "prize", links: { pool: "p" } }, NOON);
  await reserveFunds(db, { id: "r", token, debit: "bob", credit: "ann", amount: 2n, expiresAt: new Date("2999-01-01T00:00:00Z") }, NOON);

  expect((await server.call("GET", "/assay/v1/ledger/tokens")).body).toEqual({ tokens: [{ token, supply: `1${"0".repeat(40)}` }] });
  expect((await server.call("GET", "/assay/v1/ledger/tokens/CRED/accounts?after=ann")).body).toEqual({
    accounts: [{ token, owner: "bob", balance: "7", reserved: "2" }],
    next: null,
  });
  expect((await server.call("GET", "/assay/v1/ledger/tokens/NONE/accounts/ann")).status).toBe(404);
  const page = await server.call<{ entries: { id: string }[]; next: number }>("GET", "/assay/v1/ledger/tokens/CRED/journal?limit=2");
  expect(page.body.entries.map(({ id }) => id)).toEqual(["mint", "t"]);
  expect(page.body.next).toBe(2);

  const assay = (...argv: string[]) => runCommand(argv, { ASSAY_DATA_DIR: server.dataDirectory }, server.dataDirectory);
  const balance = await assay("ledger", "balance", "bob", "--json");
  expect(JSON.parse(balance.out)).toEqual({ accounts: [{ token, owner: "bob", balance: "7", reserved: "2" }] });
  const verified = JSON.parse((await assay("ledger", "verify", "--json")).out);
  expect(verified).toMatchObject({ faults: [], tokens: [{ token, entries: "3", supply: `1${"0".repeat(40)}` }] });

  using elsewhere = temporaryDirectory();
  const journal = await assay("ledger", "journal", "--token", token);
  const file = join(elsewhere.path, "journal.jsonl");
  writeFileSync(file, journal.out);
  const replayed = await assay("ledger", "replay", file, "--json");
  expect(replayed.code).toBe(0);
  expect(JSON.parse(replayed.out)).toMatchObject({ root: verified.root, tokens: [{ balances: { bob: "7" } }] });

  writeFileSync(file, journal.out.replace('"amount":"7"', '"amount":"8"'));
  const forged = await assay("ledger", "replay", file);
  expect(forged.code).toBe(1);
  expect(forged.err).toContain("Entry 2 of CRED (t): its hash does not fit its content and the hash before it.");
  writeFileSync(file, "{}\n");
  const broken = await assay("ledger", "replay", file);
  expect(broken.err).toContain("Line 1 is no entry of a journal: token: is missing.");
});
