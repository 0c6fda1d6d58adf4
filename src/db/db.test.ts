import { describe, expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import { DatabaseError } from "./index.ts";

describe("a transaction", () => {
  test("takes in the queries made inside it, and an error rolls all of it back", async () => {
    await using own = await openTestDatabase();
    const { db } = own;
    await db.exec("create table t (x int primary key)");
    const failing = db.transaction(async () => {
      await db.query("insert into t values ($1)", [1]);
      await db.transaction(() => db.query("insert into t values ($1)", [2]));
      await db.query("insert into t values ($1)", [1]);
    });
    await expect(failing).rejects.toThrow(DatabaseError);
    await expect(failing).rejects.toMatchObject({ code: "23505", constraint: "t_pkey" });
    expect(await db.query("select * from t")).toEqual([]);
  });

  test("whose failed statement was caught is rolled back with a sentence, never half committed", async () => {
    await using own = await openTestDatabase();
    const { db } = own;
    await db.exec("create table t (x int primary key)");
    const swallowing = db.transaction(async () => {
      await db.query("insert into t values (1)");
      await db.query("insert into missing values (1)").catch(() => {});
    });
    await expect(swallowing).rejects.toThrow('rolled back, because a failure inside it was caught: relation "missing" does not exist');
    expect(await db.query("select * from t")).toEqual([]);
  });

  test("whose nested part failed is rolled back, even when that was caught", async () => {
    await using own = await openTestDatabase();
    const { db } = own;
    await db.exec("create table t (x int primary key)");
    const nested = async () => {
      await db.query("insert into t values (1)");
      throw new Error("half done");
    };
    await expect(db.transaction(() => db.transaction(nested).catch(() => {}))).rejects.toThrow("half done");
    expect(await db.query("select * from t")).toEqual([]);
  });

  test("that left a query unawaited is rolled back and says so", async () => {
    await using own = await openTestDatabase();
    const { db } = own;
    await db.exec("create table t (x int primary key)");
    let forgotten: Promise<unknown> = Promise.resolve();
    const forgetting = db.transaction(async () => {
      forgotten = db.query("insert into t values (1)");
    });
    await expect(forgetting).rejects.toThrow("a query inside it was not awaited");
    await forgotten;
    expect(await db.query("select * from t")).toEqual([]);
  });

  test("refuses a query that comes after its end, and outside() lets it be made", async () => {
    await using own = await openTestDatabase();
    const { db } = own;
    const end = Promise.withResolvers<void>();
    const late = await db.transaction(async () => ({
      inside: end.promise.then(() => db.query("select 1 as x")),
      outside: db.outside(() => end.promise.then(() => db.query("select 1 as x"))),
    }));
    const settled = Promise.allSettled([late.inside, late.outside]);
    end.resolve();
    const [inside, outside] = await settled;
    expect(inside).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("after its transaction had ended") } });
    expect(outside).toEqual({ status: "fulfilled", value: [{ x: 1 }] });
  });

  test("runs beside others without losing updates", async () => {
    await using own = await openTestDatabase();
    const { db } = own;
    await db.exec("create table counter (n int); insert into counter values (0)");
    const increment = async () => {
      const [row] = await db.query<{ n: number }>("select n from counter for update");
      await db.query("update counter set n = $1", [(row?.n ?? NaN) + 1]);
    };
    await Promise.all(Array.from({ length: 20 }, () => db.transaction(increment)));
    expect(await db.query("select n from counter")).toEqual([{ n: 20 }]);
  });
});

test("both engines give the same JavaScript types", async () => {
  await using own = await openTestDatabase();
  const [row] = await own.db.query(
    `select 9007199254740991::int8 as big, 9007199254740993::int8 as bigger, $1::jsonb as json, array['a', 'b'] as list,
       'x'::bytea as bytes, '2026-01-02T03:04:05Z'::timestamptz as at, 1.5::float8 as number, null as nothing`,
    [JSON.stringify([1, { a: null }])],
  );
  expect(row).toEqual({
    big: 9007199254740991,
    bigger: 9007199254740993n,
    json: [1, { a: null }],
    list: ["a", "b"],
    bytes: new Uint8Array([120]),
    at: new Date("2026-01-02T03:04:05Z"),
    number: 1.5,
    nothing: null,
  });
});

test("arrays, bytes and dates go in as parameters", async () => {
  await using own = await openTestDatabase();
  const values = [[1, 2], ["a", null], new Uint8Array([0, 255]), new Date("2026-01-02T03:04:05Z")];
  const [row] = await own.db.query("select $1::int[] as a, $2::text[] as b, $3::bytea as c, $4::timestamptz as d", values);
  expect(Object.values(row ?? {})).toEqual(values);
});

test("a failed script leaves the connection usable for those who wait behind it", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const failing = db.exec("begin; create table t (x int); select 1 / 0; commit");
  const behind = db.query("select 1 as x");
  await expect(failing).rejects.toMatchObject({ code: "22012" });
  expect(await behind).toEqual([{ x: 1 }]);
  expect(await db.query("select to_regclass('t') as t")).toEqual([{ t: null }]);
});

test("the event loop goes on during a long query", async () => {
  await using own = await openTestDatabase();
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  await own.db.query("select sum(sqrt(i)) from generate_series(1, 5000000) i");
  clearInterval(timer);
  // In the main thread the query would allow no turn at all.
  expect(turns).toBeGreaterThan(3);
});

test("notifications arrive, outside of the subscriber's transaction", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const got = Promise.withResolvers<[string, boolean]>();
  await db.transaction(async () => {
    await db.query("select 1");
    // Subscribing uses another connection; on the embedded database it would wait for this transaction.
    if (!db.embedded) await db.listen("news", (payload) => got.resolve([payload, db.inTransaction]));
  });
  if (db.embedded) await db.listen("news", (payload) => got.resolve([payload, db.inTransaction]));
  await db.query("select pg_notify('news', 'hello')");
  expect(await got.promise).toEqual(["hello", false]);
});

test("a closed database refuses statements with a sentence", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await db[Symbol.asyncDispose]();
  await expect(db.query("select 1")).rejects.toMatchObject({ code: "unavailable" });
  await expect(db.transaction(async () => {})).rejects.toMatchObject({ code: "unavailable" });
  await db[Symbol.asyncDispose]();
});

test("an error carries no parameter", async () => {
  await using own = await openTestDatabase();
  const failing = own.db.query("select $1::int", ["secret prompt"]).catch((error: unknown) => error);
  const error = await failing;
  expect(Object.keys(error as object).toSorted()).toEqual(["code", "constraint", "name"]);
});
