import fc from "fast-check";
import { expect, test } from "vitest";
import { openTestDatabase, TEST_SERVER } from "../../test/support/database.ts";
import { PostgresDb } from "../db/index.ts";
import {
  expireReservations,
  fromJournalLine,
  ISSUANCE,
  listBalances,
  postReservation,
  readBalance,
  readJournal,
  readSupply,
  replayJournal,
  reserveFunds,
  rootHash,
  streamJournal,
  toJournalLine,
  transferFunds,
  verifyLedger,
  voidReservation,
} from "./index.ts";

const token = "TEST";
const NOON = new Date("2026-11-24T12:00:00.000Z");
const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

test("what is moved is taken from one and given to the other, and the books hold", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 100n }, NOON);
  await transferFunds(db, { id: "t1", token, debit: "ann", credit: "bob", amount: 30n, reason: "lunch", links: { b: 1, a: "x" } }, NOON);
  expect(await listBalances(db, token)).toEqual([
    { token, owner: ISSUANCE, balance: -100n, reserved: 0n },
    { token, owner: "ann", balance: 70n, reserved: 0n },
    { token, owner: "bob", balance: 30n, reserved: 0n },
  ]);
  expect(await readSupply(db, token)).toBe(100n);
  expect((await readJournal(db, { token, owner: "bob" })).map(({ id, seq, links, reason }) => ({ id, seq, links, reason }))).toEqual([
    { id: "t1", seq: 2n, links: '{"a":"x","b":1}', reason: "lunch" },
  ]);
  expect((await verifyLedger(db)).faults).toEqual([]);
});

test("the same id moves once, and is refused for anything else", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const mint = { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 100n };
  const first = await transferFunds(db, mint, NOON);
  expect(await transferFunds(db, mint, later(5))).toEqual({ ...first, isNew: false });
  await expect(transferFunds(db, { ...mint, amount: 101n }, NOON)).rejects.toMatchObject({ code: "conflict", field: "id" });
  await expect(transferFunds(db, { ...mint, credit: "bob" }, NOON)).rejects.toMatchObject({ code: "conflict", field: "id" });
  await expect(reserveFunds(db, { ...mint, debit: "ann" }, NOON)).rejects.toMatchObject({ code: "conflict" });
  expect((await readBalance(db, token, "ann")).balance).toBe(100n);
});

test("what is not covered is refused, and changes nothing", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 10n }, NOON);
  await reserveFunds(db, { id: "r", token, debit: "ann", credit: "bob", amount: 4n }, NOON);
  await expect(transferFunds(db, { id: "t", token, debit: "ann", credit: "bob", amount: 7n }, NOON)).rejects.toMatchObject({
    code: "insufficient_funds",
    message: "ann has 6 of TEST to spend (4 more are reserved), which does not cover 7.",
  });
  await expect(transferFunds(db, { id: "u", token, debit: "nobody", credit: "bob", amount: 1n }, NOON)).rejects.toMatchObject({
    code: "insufficient_funds",
  });
  expect(await readJournal(db, { token })).toHaveLength(2);
  await transferFunds(db, { id: "all", token, debit: "ann", credit: "ann", amount: 6n }, NOON);
  expect(await readBalance(db, token, "ann")).toEqual({ token, owner: "ann", balance: 10n, reserved: 4n });
});

test.each([
  ["amount", { amount: 0n }],
  ["amount", { amount: -5n }],
  ["amount", { amount: 10n ** 78n }],
  ["debit", { debit: "" }],
  ["credit", { credit: "a b" }],
  ["token", { token: "T\n" }],
  ["id", { id: "" }],
])("a transfer with a wrong %s is refused by its field", async (field, change) => {
  await using own = await openTestDatabase();
  const transfer = { id: "t", token, debit: ISSUANCE, credit: "ann", amount: 1n, ...change };
  await expect(transferFunds(own.db, transfer, NOON)).rejects.toMatchObject({ code: "invalid_input", field });
  expect(await readJournal(own.db, { token })).toEqual([]);
});

test("a reservation is posted, voided or expires, once", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 100n }, NOON);
  for (const id of ["r1", "r2", "r3"]) {
    await reserveFunds(db, { id, token, debit: "ann", credit: "bob", amount: 20n, expiresAt: later(10) }, NOON);
  }
  expect(await postReservation(db, { id: "p1", token, pendingId: "r1", amount: 15n }, later(1))).toMatchObject({
    amount: 15n,
    isNew: true,
  });
  expect(await postReservation(db, { id: "p1", token, pendingId: "r1", amount: 15n }, later(1))).toMatchObject({ isNew: false });
  await voidReservation(db, { id: "v2", token, pendingId: "r2" }, later(1));
  for (const pendingId of ["r1", "r2"]) {
    await expect(voidReservation(db, { id: "again", token, pendingId }, later(1))).rejects.toMatchObject({ code: "conflict" });
  }
  await expect(postReservation(db, { id: "p", token, pendingId: "none" }, later(1))).rejects.toMatchObject({ code: "not_found" });
  await expect(postReservation(db, { id: "p", token, pendingId: "r3", amount: 21n }, later(1))).rejects.toMatchObject({ field: "amount" });
  await expect(postReservation(db, { id: "p", token, pendingId: "r3" }, later(10))).rejects.toThrow("has expired");
  expect(await expireReservations(db, later(9))).toBe(0);
  expect(await expireReservations(db, later(10))).toBe(1);
  expect(await expireReservations(db, later(11))).toBe(0);
  expect(await readBalance(db, token, "ann")).toEqual({ token, owner: "ann", balance: 85n, reserved: 0n });
  expect((await readBalance(db, token, "bob")).balance).toBe(15n);
  expect((await verifyLedger(db)).faults).toEqual([]);
});

test("reservations whose long ids begin alike all expire, and one that cannot be ended holds nobody up", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 100n }, NOON);
  for (const end of ["1", "2"]) {
    const id = "r".repeat(199) + end;
    await reserveFunds(db, { id, token, debit: "ann", credit: "bob", amount: 20n, expiresAt: later(1) }, NOON);
  }
  expect(await expireReservations(db, later(2))).toBe(2);
  expect((await readBalance(db, token, "ann")).reserved).toBe(0n);
  await reserveFunds(db, { id: "r", token, debit: "ann", credit: "bob", amount: 20n, expiresAt: later(3) }, NOON);
  await transferFunds(db, { id: "expire:r", token, debit: "ann", credit: "bob", amount: 1n }, NOON);
  expect(await expireReservations(db, later(4))).toBe(0);
});

test("after any operations the stored balances are the journal's, and an exported journal gives the same root elsewhere", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const owner = fc.constantFrom("ann", "bob", "cyd", ISSUANCE);
  const operation = fc.record({
    kind: fc.constantFrom("transfer", "reserve", "post", "void"),
    debit: owner,
    credit: owner,
    amount: fc.bigInt(1n, 50n),
    of: fc.nat(30),
    minutes: fc.nat(30),
  });
  let round = 0;
  const codes = new Set<string | undefined>();
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (operations) => {
      const name = `T${round++}`;
      let clock = 0;
      for (const [index, { kind, debit, credit, amount, of, minutes }] of operations.entries()) {
        clock += minutes;
        const at = later(clock);
        const to = { id: `e${index}`, token: name };
        const done =
          kind === "transfer"
            ? transferFunds(db, { ...to, debit, credit, amount }, at)
            : kind === "reserve"
              ? reserveFunds(db, { ...to, debit, credit, amount, expiresAt: minutes % 3 === 0 ? null : later(clock + of) }, at)
              : kind === "post"
                ? postReservation(db, { ...to, pendingId: `e${of}`, amount }, at)
                : voidReservation(db, { ...to, pendingId: `e${of}` }, at);
        codes.add(
          await done.then(
            () => "done",
            (error: { code?: string }) => error.code,
          ),
        );
      }
      await expireReservations(db, later(clock));
      const verification = await verifyLedger(db, name);
      expect(verification.faults).toEqual([]);
      const lines: string[] = [];
      for await (const entry of streamJournal(db, name)) lines.push(JSON.stringify(toJournalLine(entry)));
      const replay = await replayJournal(
        name,
        lines.map((line, index) => fromJournalLine(line, index + 1)),
      );
      expect(replay.faults).toEqual([]);
      expect(rootHash(lines.length > 0 ? [replay] : [])).toBe(verification.root);
    }),
    { numRuns: 40 },
  );
  expect(codes).toEqual(new Set(["done", "insufficient_funds", "conflict", "not_found"]));
});

test("a change of one historic row is found", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 100n }, NOON);
  for (const id of ["a", "b", "c"]) await transferFunds(db, { id, token, debit: "ann", credit: "bob", amount: 10n }, NOON);
  await expect(db.query("update ledger_entry set amount = 11 where id = 'b'")).rejects.toThrow("the journal is never changed");
  await expect(db.query("delete from ledger_entry where id = 'c'")).rejects.toThrow("the journal is never changed");
  await db.exec("alter table ledger_entry disable trigger ledger_entry_immutable; update ledger_entry set amount = 11 where id = 'b'");
  expect((await verifyLedger(db)).faults).toEqual([
    "Entry 3 of TEST (b): its hash does not fit its content and the hash before it.",
    "ann holds 70 (0 of it reserved) of TEST; by the journal it is 69 (0 of it reserved).",
    "bob holds 30 (0 of it reserved) of TEST; by the journal it is 31 (0 of it reserved).",
  ]);
  await db.exec("update ledger_entry set amount = 10 where id = 'b'; update ledger_account set balance = balance + 1 where owner = 'bob'");
  expect((await verifyLedger(db)).faults).toEqual(["bob holds 31 (0 of it reserved) of TEST; by the journal it is 30 (0 of it reserved)."]);
  await db.exec("update ledger_account set balance = balance - 1 where owner = 'bob'; delete from ledger_entry where id = 'c'");
  expect((await verifyLedger(db)).faults).toContain("The journal of TEST ends with entry 3, its stored end is 4.");
});

test("64 who spend one account at once never take it below zero", async () => {
  await using own = await openTestDatabase();
  const { db, settings } = own;
  await using connections = new AsyncDisposableStack();
  const sessions = TEST_SERVER ? Array.from({ length: 8 }, () => connections.use(new PostgresDb(settings.url ?? "", 8))) : [db];
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "ann", amount: 500n }, NOON);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 64 * 4 }, (_, index) => {
      const session = sessions[index % sessions.length] ?? db;
      const to = { id: `t${index}`, token, debit: "ann", credit: `c${index % 7}`, amount: 3n };
      return index % 3 === 0 ? reserveFunds(session, to, NOON) : transferFunds(session, to, NOON);
    }),
  );
  const refused = outcomes.filter((one) => one.status === "rejected");
  expect(outcomes.length - refused.length).toBe(166);
  expect(new Set(refused.map(({ reason }) => (reason as { code: string }).code))).toEqual(new Set(["insufficient_funds"]));
  const ann = await readBalance(db, token, "ann");
  expect(ann.balance - ann.reserved).toBe(2n);
  expect((await verifyLedger(db)).faults).toEqual([]);
});
