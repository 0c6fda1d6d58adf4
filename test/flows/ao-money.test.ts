import { afterAll, beforeAll, expect, test } from "vitest";
import { openAo, signDataItem, takeItem, type Ao } from "../../src/ao/index.ts";
import type { Turn } from "../../src/ao/process-kind.ts";
import { mintTokens, readBalance, verifyLedger } from "../../src/ledger/index.ts";
import { AssayError } from "../../src/lib/errors.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { testWallet } from "../support/wallets.ts";

const TOKEN = "xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10";
const POOL = "DLJoP8Xtdat6SKz3kqYGZPaa7DJBG6etF1jRLQCwquo";
/** Comes first by its id. */
const BROKEN = `-${"A".repeat(42)}`;
const NOON = new Date("2026-11-24T12:00:00.000Z");

let server: TestServer;
let ann: string;

beforeAll(async () => {
  server = await startTestServer();
  ann = (await testWallet("ann")).address;
  await mintTokens(server.app.db, { id: "ann", token: TOKEN, recipient: ann, amount: 1_000_000n }, NOON);
});
afterAll(() => server[Symbol.asyncDispose]());

async function transfer(ao: Ao, recipient: string, quantity: number): Promise<void> {
  const tags = { "Data-Protocol": "ao", Type: "Message", Action: "Transfer", Recipient: recipient, Quantity: String(quantity) };
  const list = Object.entries(tags).map(([name, value]) => ({ name, value }));
  await takeItem(ao, signDataItem(await testWallet("ann"), { target: TOKEN, tags: list, data: " " }));
}

async function expectNothingLeft(): Promise<void> {
  const { db } = server.app;
  expect((await readBalance(db, TOKEN, ann)).balance).toBe(1_000_000n);
  expect((await readBalance(db, TOKEN, POOL)).balance).toBe(0n);
  expect((await verifyLedger(db)).faults).toEqual([]);
  expect(await db.query("select id from ao_message where state = 'queued'")).toEqual([]);
}

test("a token and a process that send to each other at the same time do not stand in each other's way", async () => {
  const { ao, db } = server.app;
  // Each comes back, so that both processes send to the other all the time; a second server delivers, too.
  await using second = await openAo({ ...ao, kinds: [...ao.kinds.values()] });
  await Promise.all(Array.from({ length: 64 }, (_, index) => transfer(index % 2 === 0 ? ao : second, POOL, 100 + index)));
  await ao.settled();
  await second.settled();
  await ao.settled();
  await expectNothingLeft();
  const [errors] = await db.query("select count(*)::int as count from ao_message where is_error");
  expect(errors).toEqual({ count: 0 });
});

test("money for a process whose handler fails comes back; one that cannot work now holds up no other, and gets its turn", async () => {
  const { ao, db, log } = server.app;
  let isDown = true;
  const notice = async ({ message }: Turn): Promise<void> => {
    if (message.tags.some(({ name, value }) => name === "Quantity" && value === "7")) throw new TypeError("a bug");
    if (isDown) throw new AssayError("unavailable", "Not now.");
  };
  const kinds = [
    ...ao.kinds.values(),
    { kind: "broken", actions: { "Credit-Notice": { handle: notice }, "Debit-Notice": { handle: async () => {} } } },
  ];
  const processes = [{ id: BROKEN, kind: "broken", owner: ann, settings: {} }];
  // Only this one knows the kind: the server's own delivery is over.
  await ao[Symbol.asyncDispose]();
  await using own = await openAo({ db, log, now: () => new Date(), kinds, processes });
  await transfer(own, BROKEN, 7);
  await own.settled();
  expect((await readBalance(db, TOKEN, ann)).balance).toBe(1_000_000n);
  await transfer(own, BROKEN, 5);
  await transfer(own, POOL, 9);
  await own.settled();
  // What went to the pool process is back, though what waits before it cannot be handled.
  expect((await readBalance(db, TOKEN, ann)).balance).toBe(999_995n);
  expect(await db.query("select process_id from ao_message where state = 'queued'")).toEqual([{ process_id: BROKEN }]);
  isDown = false;
  await own.settled();
  expect(await db.query("select process_id from ao_message where state = 'queued'")).toEqual([]);
  expect((await readBalance(db, TOKEN, BROKEN)).balance).toBe(5n);
});
