import { describe } from "vitest";
import { silent, testJobEngine, type JobFixture } from "../../../test/conformance/jobs-suite.ts";
import { openTestDatabase } from "../../../test/support/database.ts";
import { PostgresJobEngine } from "../index.ts";

async function setup(): Promise<JobFixture> {
  const own = await openTestDatabase();
  const stack = new AsyncDisposableStack();
  stack.use(own);
  return {
    db: own.db,
    engine: async () => stack.use(await PostgresJobEngine.open({ db: own.db, log: silent, isAlone: false })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("PostgresJobEngine", () => {
  testJobEngine(setup);
});
