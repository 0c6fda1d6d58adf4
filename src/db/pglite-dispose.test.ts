import { expect, test } from "vitest";
import { temporaryDirectory } from "../../test/support/database.ts";
import { PgliteDb } from "./pglite.ts";

test("closing while a transaction is open rolls it back and waits for nobody", async () => {
  using own = temporaryDirectory();
  const db = await PgliteDb.open({ directory: own.path });
  await db.exec("create table kept (x int)");
  const isOpen = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const stuck = db.transaction(async () => {
    await db.query("insert into kept values (1)");
    isOpen.resolve();
    await goesOn.promise;
    await db.query("insert into kept values (2)");
  });
  await isOpen.promise;
  const waiting = db.transaction(() => db.query("insert into kept values (3)"));
  waiting.catch(() => {});
  await db[Symbol.asyncDispose]();
  goesOn.resolve();
  await expect(stuck).rejects.toMatchObject({ code: "unavailable" });
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  await using again = await PgliteDb.open({ directory: own.path });
  expect(await again.query("select x from kept")).toEqual([]);
});
