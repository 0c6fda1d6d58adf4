import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunDetail } from "../../src/evals/index.ts";
import { openDatabase } from "../../src/db/index.ts";
import { runCommand, startCommand } from "../support/command-line.ts";
import { testDatabaseSettings } from "../support/database.ts";

const DOCUMENTS = 1200;
const WORKERS = ["quick", "steady", "faulty"];
const SAMPLES = DOCUMENTS * WORKERS.length;
const KILLS_OF_THE_SERVER = 4;

const DECLARED = `workers:
  - { name: quick, kind: simulated, skill: 0.9, latencyMs: 4 }
  - { name: steady, kind: simulated, skill: 0.7, latencyMs: 8, maxConcurrency: 16 }
  - { name: faulty, kind: simulated, skill: 0.5, latencyMs: 4, faultRate: 0.02 }
`;

/**
 * Goal: an evaluation killed at any moment loses nothing and does nothing twice. Method: SIGKILL of the command in the
 * middle of a run, then of servers that took the run up by themselves, then a last command that resumes it; the tables are
 * counted afterwards.
 */
test(
  "a run survives SIGKILL of the command and of servers: every document of every worker exactly once",
  { timeout: 240_000 },
  async () => {
    await using own = await testDatabaseSettings();
    const { dataDirectory, url } = own.settings;
    const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", LOG_LEVEL: "error", ...(url !== undefined && { DATABASE_URL: url }) };
    writeFileSync(join(dataDirectory, "assay.yaml"), DECLARED);

    const runId = await killInTheMiddle();
    let seen = { scored: 0, state: "running" };
    for (let kill = 1; kill <= KILLS_OF_THE_SERVER && seen.state === "running"; kill++) {
      seen = await serveUntil(Math.max(seen.scored, (SAMPLES * kill) / (KILLS_OF_THE_SERVER + 2)));
    }
    // A busy machine may let a server finish the run between two looks: then there is nothing to resume.
    const verb = seen.state === "running" ? "resume" : "show";
    const last = await runCommand(["run", verb, runId, "--json"], environment, dataDirectory);
    expect(last.code, last.err).toBe(0);
    await countTables();

    async function killInTheMiddle(): Promise<string> {
      await using command = startCommand(
        ["eval", "--tasks", "fresh_arithmetic", "--workers", "all", "--limit", String(DOCUMENTS)],
        environment,
        dataDirectory,
      );
      const [, id = ""] = /^Run (\S+):/.exec(await command.line("err")) ?? [];
      // The first tenth is scored.
      await command.line("err");
      command.signal("SIGKILL");
      await command.ended;
      return id;
    }

    /** A server goes on by itself; it is killed when so many samples are scored. */
    async function serveUntil(wanted: number): Promise<{ scored: number; state: string }> {
      await using server = startCommand(["serve", "--json"], environment, dataDirectory);
      const { url: address } = JSON.parse(await server.line()) as { url: string };
      for (;;) {
        const run = (await (await fetch(`${address}/assay/v1/runs/${runId}`)).json()) as RunDetail;
        if (run.scored < wanted && run.state === "running") continue;
        server.signal("SIGKILL");
        await server.ended;
        return run;
      }
    }

    async function countTables(): Promise<void> {
      await using db = await openDatabase(own.settings);
      const [counts] = await db.query(
        `select (select count(*) from instance) as instances, (select count(*) from response) as responses,
         (select count(*) from sample) as samples, (select sum(answered) from run_worker)::int8 as answered,
         (select sum(scored) from run_worker)::int8 as scored, (select sum(scored + failed) from score)::int8 as outcomes,
         (select count(*) from sample where fault is not null) as faults, (select sum(failed) from score)::int8 as failed,
         (select state from run) as state`,
      );
      expect(counts).toMatchObject({
        instances: DOCUMENTS,
        responses: SAMPLES,
        samples: SAMPLES,
        answered: SAMPLES,
        scored: SAMPLES,
        outcomes: SAMPLES,
        state: "done",
      });
      expect(counts?.["faults"]).toBe(counts?.["failed"]);
      const [sums] = await db.query<{ right: number; summed: number }>(
        `select (select count(*) from sample where score = 1) as right,
         (select sum((sums -> 'exact_match,get-answer' ->> 0)::float8) from score)::int8 as summed`,
      );
      expect(sums?.summed).toBe(sums?.right);
    }
  },
);
