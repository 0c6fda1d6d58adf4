import { constants, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { join } from "node:path";
import { createWallet, signDataItem, type Wallet } from "../../src/ao/index.ts";
import { openDatabase, type Db } from "../../src/db/index.ts";
import { ISSUANCE, transferFunds } from "../../src/ledger/index.ts";
import type { BenchContext, Comparison, Measurement, OpenRow, Row, Subject } from "../row.ts";
import { startAssay, type AssayServer } from "../start-assay.ts";

const IN_FLIGHT = 8;
const COMPARISONS: readonly Comparison[] = [
  { metric: "perSecond", label: "per second", kind: "ratio", better: "higher" },
  { metric: "cpuUs", label: "CPU each (µs)", kind: "ratio", better: "lower" },
];

export const row: Row = {
  name: "messages (AO)",
  about: "signed messages over HTTP, each verified, handled and stored, against what they cannot do without",
  open: openRow,
};

async function openRow({ directory, isSmoke }: BenchContext): Promise<OpenRow> {
  const count = isSmoke ? 8 : 400;
  await using opening = new AsyncDisposableStack();
  const server = opening.use(
    await startAssay({ directory, upstreamUrl: "http://127.0.0.1:9", models: [], maxConcurrency: 1, processor: 0 }),
  );
  const db = opening.use(await openDatabase({ dataDirectory: join(directory, "bare") }));
  await db.exec("create table bare (n bigint generated always as identity, body text)");
  await transferFunds(db, { id: "mint", token: "BENCH", debit: ISSUANCE, credit: "ann", amount: 10n ** 12n }, new Date());
  const wallet = await createWallet();
  const token = await post(server, signed(wallet, "", { Type: "Process", "Process-Kind": "token" }));
  await post(server, signed(wallet, token, { Action: "Mint", Quantity: "1000000000" }));
  const transfer = { Action: "Transfer", Recipient: token, Quantity: "1" };
  const messages = (tags: Record<string, string>): Subject => messageSubject(server, token, count, () => signed(wallet, token, tags));
  const verification = verificationSubject(wallet, count * 5);
  const commits = commitSubject("insert per transaction", db, count, () => db.query("insert into bare (body) values ('a row')"));
  const plans: [string, Subject, Subject][] = [
    ["signed reads", messages({ Action: "Balance" }), verification],
    ["dry-runs", dryRunSubject(server, count, token), verification],
    ["state-changing messages", messages(transfer), commits],
    ["transfers", transferSubject(db, count), commits],
  ];
  for (const [, ...subjects] of plans) for (const subject of subjects) await subject.measure(); // code that has not run yet is slow
  const parts = opening.move();
  return {
    plans: plans.map(([name, ...subjects]) => ({ name, subjects, comparisons: COMPARISONS })),
    skipped: [],
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Each message is posted, and its result read. */
function messageSubject(server: AssayServer, token: string, count: number, make: () => Buffer): Subject {
  return {
    name: "assay",
    async measure() {
      const items = Array.from({ length: count }, make);
      return measured(server.cpuMs, count, () =>
        inFlight(items, async (item) => {
          const id = await post(server, item);
          const result = await fetch(`${server.url}/ao/result/${id}?process-id=${token}`);
          if (!(await result.text()).includes("Reference")) throw new Error("a message came to nothing");
        }),
      );
    },
  };
}

function dryRunSubject(server: AssayServer, count: number, token: string): Subject {
  const body = JSON.stringify({ Tags: [{ name: "Action", value: "Balance" }], Owner: token });
  return {
    name: "assay",
    measure: () =>
      measured(server.cpuMs, count, () =>
        inFlight(Array.from({ length: count }), async () => {
          const url = `${server.url}/ao/dry-run?process-id=${token}`;
          const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
          if (!(await answer.text()).includes("Reference")) throw new Error("a dry-run came to nothing");
        }),
      ),
  };
}

/** The ledger's own transfer, in this process. */
function transferSubject(db: Db, count: number): Subject {
  let made = 0;
  return commitSubject("assay", db, count, () =>
    transferFunds(db, { id: `t${made++}`, token: "BENCH", debit: "ann", credit: "bob", amount: 1n }, new Date()),
  );
}

function commitSubject(name: string, db: Db, count: number, work: () => Promise<unknown>): Subject {
  return {
    name,
    measure: () =>
      measured(ownCpuMs, count, async () => {
        for (let at = 0; at < count; at++) await db.transaction(work);
      }),
  };
}

/** RSA-4096 with PSS as a data item has it, and nothing around it. */
function verificationSubject({ jwk }: Wallet, count: number): Subject {
  const bytes = Buffer.alloc(48, 1);
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const signature = sign("sha256", bytes, { key, ...padding });
  const publicKey = { key: createPublicKey(key), ...padding };
  return {
    name: "RSA-4096 verification",
    measure: () =>
      measured(ownCpuMs, count, async () => {
        for (let at = 0; at < count; at++) if (!verify("sha256", bytes, publicKey, signature)) throw new Error("a signature does not hold");
      }),
  };
}

async function measured(cpuMs: () => number, count: number, work: () => Promise<void>): Promise<Measurement> {
  const [cpu, start] = [cpuMs(), performance.now()];
  await work();
  const seconds = (performance.now() - start) / 1000;
  return { perSecond: count / seconds, cpuUs: ((cpuMs() - cpu) * 1000) / count };
}

/** All threads of this process: the embedded database is one. */
function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function inFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

function signed(wallet: Wallet, target: string, tags: Record<string, string>): Buffer {
  const list = Object.entries({ "Data-Protocol": "ao", Type: "Message", ...tags }).map(([name, value]) => ({ name, value }));
  return signDataItem(wallet, { target, tags: list, data: " " });
}

async function post(server: AssayServer, item: Buffer): Promise<string> {
  const headers = { "content-type": "application/octet-stream" };
  const answer = await fetch(`${server.url}/ao`, { method: "POST", headers, body: new Uint8Array(item) });
  if (answer.status !== 202) throw new Error(`POST /ao answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}
