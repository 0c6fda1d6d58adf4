import { PostgresJobEngine } from "../../../src/jobs/index.ts";
import { openTestDatabase } from "../../support/database.ts";
import { silent, type JobFixture } from "./fixture.ts";
import { testJobEngine } from "./suite.ts";

async function setUp(): Promise<JobFixture> {
  const stack = new AsyncDisposableStack();
  const { db } = stack.use(await openTestDatabase());
  return {
    db,
    engine: async (settings) => stack.use(await PostgresJobEngine.open({ db, log: silent, isAlone: false, ...settings })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

testJobEngine("PostgresJobEngine", setUp);
