import { connect, createDataItemSigner } from "@permaweb/aoconnect";
import { connect as connectPinned, createDataItemSigner as createPinnedSigner } from "aoconnect-0.0.56";
import { beforeAll, afterAll, expect, test } from "vitest";
import { signDataItem } from "../../src/ao/index.ts";
import { mintTokens, readBalance, verifyLedger } from "../../src/ledger/index.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { testWallet } from "../support/wallets.ts";

const TOKEN = "xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10";
const NOON = new Date("2026-11-24T12:00:00.000Z");

interface AoResult {
  Messages: { Target: string; Data: string; Tags: { name: string; value: string }[] }[];
  Output: { data: string };
  Error?: string;
}
interface Client {
  message(input: object): Promise<string>;
  result(input: object): Promise<AoResult>;
  results(input: object): Promise<{ edges: { cursor: string; node: AoResult }[] }>;
  dryrun(input: object): Promise<AoResult>;
  spawn(input: object): Promise<string>;
  monitor(input: object): Promise<string>;
  unmonitor(input: object): Promise<string>;
  assign(input: object): Promise<string>;
}

let server: TestServer;
let ann: string;
let bob: string;

beforeAll(async () => {
  server = await startTestServer();
  [ann, bob] = [(await testWallet("ann")).address, (await testWallet("bob")).address];
  await mintTokens(server.app.db, { id: "ann", token: TOKEN, recipient: ann, amount: 1_000_000n }, NOON);
});
afterAll(() => server[Symbol.asyncDispose]());

function tagsOf(result: AoResult, index = 0): Record<string, string> {
  return Object.fromEntries((result.Messages[index]?.Tags ?? []).map(({ name, value }) => [name, value]));
}

function tags(entries: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(entries).map(([name, value]) => ({ name, value }));
}

const units = () => ({
  MU_URL: `${server.url}/ao`,
  CU_URL: `${server.url}/ao`,
  GATEWAY_URL: server.url,
  GRAPHQL_URL: `${server.url}/ao/graphql`,
});
const clients: [string, () => Client, () => Promise<object>][] = [
  [
    "0.0.98",
    () => connect({ MODE: "legacy", ...units() }) as unknown as Client,
    async () => createDataItemSigner((await testWallet("ann")).jwk),
  ],
  ["0.0.56", () => connectPinned(units()) as unknown as Client, async () => createPinnedSigner((await testWallet("ann")).jwk)],
];

test.each(clients)(
  "aoconnect %s: a transfer, its notices, balances by dry-run, and the results in pages",
  async (version, open, makeSigner) => {
    const client = open();
    const signer = await makeSigner();
    const before = (await readBalance(server.app.db, TOKEN, bob)).balance;
    const id = await client.message({
      process: TOKEN,
      tags: tags({ Action: "Transfer", Recipient: bob, Quantity: "100", "X-Note": version, Reference: "77" }),
      signer,
    });
    const result = await client.result({ process: TOKEN, message: id });
    expect(tagsOf(result)).toMatchObject({
      Action: "Debit-Notice",
      Recipient: bob,
      Quantity: "100",
      "X-Note": version,
      "X-Reference": "77",
    });
    expect(tagsOf(result, 1)).toMatchObject({
      Action: "Credit-Notice",
      Sender: ann,
      Quantity: "100",
      "X-Note": version,
      "Data-Protocol": "ao",
    });
    expect(tagsOf(result, 1)).not.toHaveProperty("X-Reference");
    expect(result.Messages.map(({ Target }) => Target)).toEqual([ann, bob]);

    const balance = await client.dryrun({ process: TOKEN, tags: tags({ Action: "Balance", Target: bob }) });
    expect(balance.Messages[0]?.Data).toBe(String(before + 100n));
    expect((await client.dryrun({ process: TOKEN, tags: tags({ Action: "balances" }) })).Messages[0]?.Data).toContain(
      `"${bob}":"${before + 100n}"`,
    );
    expect(tagsOf(await client.dryrun({ process: TOKEN, tags: tags({ Action: "Info" }) }))).toMatchObject({
      ticker: "CRED",
      Ticker: "CRED",
      Denomination: "12",
    });

    const all = await client.results({ process: TOKEN, limit: 1000 });
    expect(all.edges.at(-1)?.node.Messages[0]?.Data).toBe(`You transferred 100 to ${bob}`);
    const newest = await client.results({ process: TOKEN, limit: 1, sort: "DESC" });
    expect(newest.edges).toHaveLength(1);
    const older = await client.results({ process: TOKEN, limit: 1000, sort: "DESC", from: newest.edges[0]?.cursor });
    expect(older.edges).toHaveLength(all.edges.length - 1);
  },
);

test.each(clients)(
  "aoconnect %s: refusals are replies, malformed input is an Error, and neither moves anything",
  async (_version, open, makeSigner) => {
    const client = open();
    const signer = await makeSigner();
    const send = async (entries: Record<string, string>): Promise<AoResult> => {
      const message = await client.message({ process: TOKEN, tags: tags(entries), signer });
      return client.result({ process: TOKEN, message });
    };
    const before = (await readBalance(server.app.db, TOKEN, ann)).balance;
    const short = await send({ Action: "Transfer", Recipient: bob, Quantity: "9".repeat(78) });
    expect(tagsOf(short)).toMatchObject({ Action: "Transfer-Error", Error: "Insufficient Balance!" });
    expect(tagsOf(await send({ Action: "Mint", Quantity: "5" }))).toMatchObject({ Action: "Mint-Error" });
    for (const [quantity, error] of [
      ["0", "Quantity must be greater than 0"],
      ["-5", "Quantity must be greater than 0"],
      ["0x10", "decimal digits"],
      ["007", "decimal digits"],
      ["1e2", "decimal digits"],
      [`${2n ** 300n}`, "decimal digits"],
    ] as const) {
      const result = await send({ Action: "Transfer", Recipient: bob, Quantity: quantity });
      expect(result.Error, quantity).toContain(error);
      expect(result.Messages).toEqual([]);
    }
    expect((await send({ Action: "Transfer", Quantity: "1" })).Error).toBe("Recipient is required!");
    expect((await send({ Action: "Transfer", Recipient: "bob", Quantity: "1" })).Error).toContain("must be an address");
    const writing = await client.dryrun({ process: TOKEN, Owner: ann, tags: tags({ Action: "Transfer", Recipient: bob, Quantity: "1" }) });
    expect(writing.Error).toContain("send it as a signed message");
    expect((await readBalance(server.app.db, TOKEN, ann)).balance).toBe(before);
    expect((await verifyLedger(server.app.db)).faults).toEqual([]);
  },
);

test.each(clients)(
  "aoconnect %s: a spawned token belongs to its spawner, who mints; monitor, assign and errors",
  async (version, open, makeSigner) => {
    const client = open();
    const signer = await makeSigner();
    const process = await client.spawn({
      module: "u1Ju_X8jiuq4rX9Nh-ZGRQuYQZgV2MKLMT3CZsykk54",
      scheduler: "_GQ33BkPtZrqxA84vM8Zk-N2aO0toNNu_C-l-rawrBA",
      tags: tags({ "Process-Kind": "token", "Setting-ticker": "OWN" }),
      data: "",
      signer,
    });
    const minted = await client.message({ process, tags: tags({ Action: "Mint", Quantity: "5" }), signer });
    expect((await client.result({ process, message: minted })).Messages[0]?.Data).toBe("Successfully minted 5");
    expect(tagsOf(await client.dryrun({ process, tags: tags({ Action: "Balance", Recipient: ann }) }))).toMatchObject({
      Balance: "5",
      Ticker: "OWN",
    });
    await client.monitor({ process, signer });
    await client.unmonitor({ process, signer });
    expect(await client.assign({ process, message: minted })).toBe(minted);
    await expect(client.spawn({ module: TOKEN, scheduler: TOKEN, tags: tags({ Name: "none" }), data: "", signer })).rejects.toThrow(
      /are not known here/,
    );
    await expect(client.message({ process: bob, tags: tags({ Action: "x" }), signer })).rejects.toThrow(/no process/);
    await expect(client.message({ process, tags: tags({ Action: "Info", "From-Process": TOKEN }), signer })).rejects.toThrow(
      /may not be set/,
    );
    expect(version).toMatch(/^0\.0\./);
  },
);

test("the same item again has no second effect, and a changed one is refused", async () => {
  const item = signDataItem(await testWallet("ann"), {
    target: TOKEN,
    tags: tags({ "Data-Protocol": "ao", Type: "Message", Action: "Transfer", Recipient: bob, Quantity: "7" }),
    data: " ",
  });
  const post = (body: Uint8Array) =>
    fetch(`${server.url}/ao`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: new Uint8Array(body) });
  const before = (await readBalance(server.app.db, TOKEN, bob)).balance;
  const answers = await Promise.all([post(item), post(item), post(item)]);
  const bodies = await Promise.all(answers.map((answer) => answer.json()));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(new Set(bodies.map((body) => (body as { id: string }).id)).size).toBe(1);
  expect((await readBalance(server.app.db, TOKEN, bob)).balance).toBe(before + 7n);
  const changed = Buffer.from(item);
  changed[changed.length - 1] = 33;
  const refused = await post(changed);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({ error: "The signature is not its owner's." });
});
