import { fdatasyncSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../test/support/database.ts";
import { durableOptions } from "./durable-fs.ts";
import { installSeed } from "./install-seed.ts";
import { seedDirectory } from "./seed-directory.ts";

test("every commit reaches the disk before it is acknowledged", async () => {
  using own = temporaryDirectory(tmpdir());
  const directory = join(own.path, "pg");
  installSeed(seedDirectory(), directory);
  let synchronized = 0;
  const options = durableOptions(directory, (fileDescriptor) => {
    fdatasyncSync(fileDescriptor);
    synchronized += 1;
  });
  const pglite = await PGlite.create(options);
  await pglite.exec("create table t (x int)");
  const before = synchronized;
  for (let x = 0; x < 10; x += 1) await pglite.query("insert into t values ($1)", [x]);
  expect(synchronized - before).toBeGreaterThanOrEqual(10);
  await pglite.close();
});
