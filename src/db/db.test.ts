import { expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import { DatabaseError } from "./index.ts";

test("queries inside a transaction join it, and an error rolls all of it back", async () => {
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

test("both engines give the same JavaScript types", async () => {
  await using own = await openTestDatabase();
  const [row] = await own.db.query(
    `select 9007199254740991::int8 as big, $1::jsonb as json, array['a', 'b'] as list, 'x'::bytea as bytes, '2026-01-02T03:04:05Z'::timestamptz as at`,
    [JSON.stringify([1, { a: null }])],
  );
  expect(row).toMatchObject({ big: 9007199254740991, json: [1, { a: null }], list: ["a", "b"], at: new Date("2026-01-02T03:04:05Z") });
  expect(row?.["bytes"]).toEqual(new Uint8Array([120]));
});
