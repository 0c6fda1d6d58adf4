import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunDetail } from "../../src/evals/index.ts";
import { openDatabase } from "../../src/db/index.ts";
import { runCommand, startCommand } from "../support/command-line.ts";
import { testDatabaseSettings } from "../support/database.ts";

const KILLS = 4;
const DECLARED = `workers:
  - { name: high, kind: simulated, skill: 0.85, latencyMs: 3 }
  - { name: middle, kind: simulated, skill: 0.7, latencyMs: 8, maxConcurrency: 16 }
  - { name: low, kind: simulated, skill: 0.55, latencyMs: 3 }
  - { name: lowest, kind: simulated, skill: 0.2, latencyMs: 3 }
`;
const COMMAND = [
  "eval",
  "--tasks",
  "fresh_arithmetic",
  "--workers",
  "all",
  "--limit",
  "1500",
  "--seed",
  "77",
  "--until-resolved",
  "pairs",
  "--json",
];

interface Ended {
  judged: unknown;
  asked: unknown[];
  counts: unknown;
}

/**
 * Goal: a race decides the same whenever it is killed. Method: one race runs through; another is killed as a command, then as a
 * server a few times, and resumed; what they judged, and whom they asked how often, is compared.
 */
test("a race that is killed again and again ends as one that never was", { timeout: 240_000 }, async () => {
  const whole = await race(async (environment, directory) => {
    const { code, err } = await runCommand(COMMAND, environment, directory);
    expect(code, err).toBe(0);
  });
  const killed = await race(async (environment, directory) => {
    const id = await killCommand(environment, directory);
    let seen = { answered: 0, state: "running" };
    for (let kill = 0; kill < KILLS && seen.state === "running"; kill++)
      seen = await killServer(environment, directory, id, seen.answered + 60);
    // A busy machine may let a server finish the run between two looks: then there is nothing to resume.
    const { code, err } = await runCommand(["run", seen.state === "running" ? "resume" : "show", id, "--json"], environment, directory);
    expect(code, err).toBe(0);
  });
  expect(killed).toEqual(whole);
});

async function race(run: (environment: Record<string, string>, directory: string) => Promise<void>): Promise<Ended> {
  await using own = await testDatabaseSettings();
  const { dataDirectory, url } = own.settings;
  const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", LOG_LEVEL: "error", ...(url !== undefined && { DATABASE_URL: url }) };
  writeFileSync(join(dataDirectory, "assay.yaml"), DECLARED);
  await run(environment, dataDirectory);
  await using db = await openDatabase(own.settings);
  const [row] = await db.query("select judged from run_race");
  const asked = await db.query("select worker_uid, ask_to, answered, scored, state from run_worker order by worker_uid");
  const [counts] = await db.query(
    "select (select count(*) from response) as responses, (select count(*) from sample) as samples, (select sum(scored + failed) from score)::int8 as outcomes",
  );
  return { judged: row?.["judged"], asked, counts };
}

/** Starts the race and kills it when it is on its way. @returns the run's id */
async function killCommand(environment: Record<string, string>, directory: string): Promise<string> {
  const withoutJson = COMMAND.filter((argument) => argument !== "--json");
  await using command = startCommand(withoutJson, environment, directory);
  const [, id = ""] = /^Run (\S+):/.exec(await command.line("err")) ?? [];
  // The first pairs are resolved.
  await command.line("err");
  command.signal("SIGKILL");
  await command.ended;
  return id;
}

/** A server goes on by itself; it is killed when so many answers are stored. */
async function killServer(environment: Record<string, string>, directory: string, id: string, wanted: number): Promise<RunDetail> {
  await using server = startCommand(["serve", "--json"], environment, directory);
  const { url } = JSON.parse(await server.line()) as { url: string };
  for (;;) {
    const run = (await (await fetch(`${url}/assay/v1/runs/${id}`)).json()) as RunDetail;
    if (run.answered < wanted && run.state === "running") continue;
    server.signal("SIGKILL");
    await server.ended;
    return run;
  }
}
