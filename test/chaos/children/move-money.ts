/**
 * Does what it is told on standard input's behalf, and dies by SIGKILL before the n-th statement of its transactions:
 * `node move-money.ts SETTINGS take ITEMS N` takes signed items (base64, one a line of a file), all but the last in peace;
 * `node move-money.ts SETTINGS settle POOL N` pays a pool out. Says what came of it where it lived on.
 */
import { readFileSync } from "node:fs";
import { takeItem } from "../../../src/ao/index.ts";
import { createApp, type App } from "../../../src/app.ts";
import { loadConfig } from "../../../src/config/index.ts";
import { settlePool } from "../../../src/pools/index.ts";
import { endWithParent } from "../../support/child.ts";

const MONTH_MS = 31 * 86_400_000;

interface Session {
  query(...parameters: unknown[]): Promise<unknown>;
  exec(...parameters: unknown[]): Promise<unknown>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

endWithParent();
const [settings = "", what = "", of = "", at = "0"] = process.argv.slice(2);
const { dataDirectory, url } = JSON.parse(settings) as { dataDirectory: string; url?: string };
const environment = { ASSAY_DATA_DIR: dataDirectory, LOG_LEVEL: "silent", ...(url !== undefined && { DATABASE_URL: url }) };
await using app = await createApp(loadConfig({ environment, directory: dataDirectory }), { takesJobs: false });
process.stdout.write(`${await (what === "take" ? take(app) : settle(app))}\n`);

async function take({ ao, db }: App): Promise<string> {
  const items = readFileSync(of, "utf8").trim().split("\n");
  const last = items.pop() ?? "";
  for (const item of items) await takeItem(ao, Buffer.from(item, "base64"));
  await ao.settled();
  dieAt(db, Number(at));
  await takeItem(ao, Buffer.from(last, "base64"));
  await ao.settled();
  return "taken";
}

async function settle({ pools, db }: App): Promise<string> {
  dieAt(db, Number(at));
  const { isNew } = await settlePool({ ...pools, now: () => new Date(Date.now() + MONTH_MS) }, of);
  return isNew ? "settled" : "settled before";
}

/** Counts statements and ends of transactions from now on; after the last end it dies before anybody hears of it. */
function dieAt(db: object, moment: number): void {
  let count = 0;
  const step = (): void => {
    count += 1;
    if (count === moment) process.kill(process.pid, "SIGKILL");
  };
  const open = db as { begin(): Promise<Session> };
  const begin = open.begin.bind(db);
  open.begin = async () => {
    const session = await begin();
    return {
      query: (...parameters) => (step(), session.query(...parameters)),
      exec: (...parameters) => (step(), session.exec(...parameters)),
      rollback: () => session.rollback(),
      commit: async () => {
        step();
        await session.commit();
        step();
      },
    };
  };
}
