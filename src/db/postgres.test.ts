import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { TEST_SERVER, testDatabaseSettings } from "../../test/support/database.ts";
import { openDatabase, PostgresDb } from "./index.ts";

test("a URL that is none is refused without repeating its password", () => {
  expect(() => new PostgresDb("mysql://me:secret@host/x")).toThrow("The database URL is not one of PostgreSQL");
  expect(() => new PostgresDb("mysql://me:secret@host/x")).not.toThrow("secret");
});

test("a server that is not there is called unavailable, with the reason", async () => {
  const opening = openDatabase({ url: `postgres://me@127.0.0.1:${await closedPort()}/x`, dataDirectory: "unused" });
  await expect(opening).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("ECONNREFUSED") });
});

describe.runIf(TEST_SERVER)("with a server", () => {
  test("a connection that drops in a transaction fails it, and the next one works", async () => {
    await using own = await testDatabaseSettings();
    await using db = new PostgresDb(own.settings.url ?? "", 2);
    await db.exec("create table t (x int)");
    const dropped = db.transaction(async () => {
      await db.query("insert into t values (1)");
      const [row] = await db.query<{ pid: number }>("select pg_backend_pid() as pid");
      await db.outside(() => db.query("select pg_terminate_backend($1, 5000)", [row?.pid]));
      await db.query("insert into t values (2)");
    });
    await expect(dropped).rejects.toMatchObject({ code: "unavailable" });
    expect(await db.query("select * from t")).toEqual([]);
  });

  test("subscriptions outlive the connection that served them", async () => {
    await using own = await testDatabaseSettings();
    await using db = new PostgresDb(own.settings.url ?? "", 2);
    const got: string[] = [];
    await db.listen("news", (payload) => got.push(payload));
    await db.query(
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'assay listener' and datname = current_database()",
    );
    const notify = async () => {
      await db.query("select pg_notify('news', 'again')");
      return got.length;
    };
    await expect.poll(notify, { timeout: 50_000 }).toBeGreaterThan(0);
  });

  test("transactions wait for each other when the pool is exhausted", async () => {
    await using own = await testDatabaseSettings();
    await using db = new PostgresDb(own.settings.url ?? "", 2);
    const rows = await Promise.all(
      Array.from({ length: 8 }, (_, n) => db.transaction(() => db.query<{ n: number }>("select $1::int as n", [n]))),
    );
    expect(rows.flat().map((row) => row.n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
