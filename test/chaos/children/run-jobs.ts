/**
 * A runner: `node run-jobs.ts SETTINGS LEASE_MS`. Its handler writes down that it began, says so, and writes its effect
 * when it is done; a job with an odd number takes for ever in a runner that was told to `hang`.
 */
import { once } from "node:events";
import { openDatabase } from "../../../src/db/index.ts";
import { PostgresJobEngine } from "../../../src/jobs/index.ts";
import { silent } from "../../conformance/jobs/fixture.ts";
import { effectJob } from "../effect-job.ts";
import { endWithParent } from "../../support/child.ts";

endWithParent();
const [settings = "", leaseMs = "", mode = ""] = process.argv.slice(2);
const db = await openDatabase(JSON.parse(settings) as { dataDirectory: string });
const jobs = await PostgresJobEngine.open({ db, log: silent, leaseMs: Number(leaseMs) });
const forever = new AbortController();
jobs.define(
  effectJob(db, async (n) => {
    process.stdout.write(`${n}\n`);
    if (mode === "hang" && n % 2 === 1) await once(forever.signal, "abort");
  }),
);
await jobs.run();
