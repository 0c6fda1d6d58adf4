import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { openDatabase } from "../../src/db/index.ts";
import { startCommand } from "./command-line.ts";

const WORKERS = ["quick", "steady", "faulty"];
const DOCUMENTS = 200;
const ROWS = 12_000;
const LONGEST_MS = 2_000;
const END_MS = 120_000;

const DECLARED = `workers:
  - { name: quick, kind: simulated, skill: 0.9, latencyMs: 4 }
  - { name: steady, kind: simulated, skill: 0.7, latencyMs: 30, maxConcurrency: 2 }
  - { name: faulty, kind: simulated, skill: 0.5, latencyMs: 4, faultRate: 0.1 }
`;
/** Windows that cut nothing off, and a trigger that never rests: every look starts a sampling of who is free. */
const PLAN = {
  cron: "0 0 1 1 *",
  tests: [
    {
      tasks: [
        { task: "fresh_sorting", triggerMinimum: 12 },
        { task: "fresh_tracking", triggerMinimum: 5 },
      ],
    },
  ],
  numerical: { size: 10_000, minSamples: 1, maxInFlight: 20 },
};

interface Killing {
  settings: { url?: string; dataDirectory: string };
  kills: number;
  /** 0 <= value < 1, such as of a seeded generator: it decides the moments. */
  random: () => number;
  log?: (line: string) => void;
}

/** What the servers said is theirs. */
interface Acknowledged {
  runs: string[];
  registrations: { id: string; name: string }[];
  samplings: Set<string>;
}

/**
 * Kills servers at random moments, while they start or while runs, managed samplings and registrations of datasets go on, lets
 * the last one finish everything, and counts the tables: nothing that was acknowledged is lost, and nothing is there twice.
 */
export async function killAtRandom({ settings, kills, random, log = () => {} }: Killing): Promise<void> {
  const { dataDirectory, url } = settings;
  const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", LOG_LEVEL: "error", ...(url !== undefined && { DATABASE_URL: url }) };
  writeFileSync(join(dataDirectory, "assay.yaml"), DECLARED);
  const known: Acknowledged = { runs: [], registrations: [], samplings: new Set() };
  for (let kill = 1; kill <= kills; kill++) {
    await using server = startCommand(["serve", "--json"], environment, dataDirectory);
    // One in five dies while it starts, one while it takes the work, the others after it took it.
    const kind = known.runs.length === 0 ? 1 : random();
    const moment = delay.bind(undefined, random() * LONGEST_MS);
    if (kind < 0.2) await moment();
    else {
      const address = addressIn(await server.line());
      const dying = kind < 0.4 ? moment() : giveWork(address, dataDirectory, known, kill).then(() => moment());
      const working = dying.then(() => server.signal("SIGKILL"));
      // What is being asked when it dies ends with a broken connection.
      if (kind < 0.4) await giveWork(address, dataDirectory, known, kill).catch(ignoreBroken);
      await Promise.race([keepManaging(address, known).catch(ignoreBroken), working]);
      await working;
    }
    server.signal("SIGKILL");
    await server.ended;
    log(
      `kill ${kill} of ${kills}: ${known.runs.length} runs, ${known.samplings.size} samplings, ${known.registrations.length} registrations so far`,
    );
  }
  await finishEverything(environment, dataDirectory, known);
  await countTables(settings, known);
}

async function giveWork(address: string, directory: string, known: Acknowledged, kill: number): Promise<void> {
  const path = join(directory, `rows-${kill}.jsonl`);
  writeFileSync(path, Array.from({ length: ROWS }, (_, at) => `{"kill": ${kill}, "n": ${at}}\n`).join(""));
  if (known.runs.length === 0) await call(address, "PUT", "/assay/v1/network/plan", PLAN);
  const run = await call<{ id: string }>(address, "POST", "/assay/v1/runs", {
    tasks: ["fresh_arithmetic"],
    workers: WORKERS,
    limit: DOCUMENTS,
    seed: kill,
  });
  known.runs.push(run.id);
  const name = `set/${kill}`;
  const { id } = await call<{ id: string }>(address, "POST", "/assay/v1/dataset-registrations", { name, splits: { test: path } });
  known.registrations.push({ id, name });
}

/** Until the server dies. */
async function keepManaging(address: string, known: Acknowledged): Promise<never> {
  for (;;) {
    await call(address, "POST", "/assay/v1/network/manage", undefined);
    const { samplings } = await call<{ samplings: { id: string }[] }>(address, "GET", "/assay/v1/network/samplings", undefined);
    for (const sampling of samplings) known.samplings.add(sampling.id);
    await delay(50);
  }
}

async function finishEverything(environment: Record<string, string>, directory: string, known: Acknowledged): Promise<void> {
  await using server = startCommand(["serve", "--json"], environment, directory);
  const address = addressIn(await server.line());
  const stateOf = async (path: string) => (await call<{ state: string }>(address, "GET", path, undefined)).state;
  const states = async () => [
    ...new Set([
      ...(await Promise.all(known.runs.map((id) => stateOf(`/assay/v1/runs/${id}`)))),
      ...(await Promise.all(known.registrations.map(({ id }) => stateOf(`/assay/v1/dataset-registrations/${id}`)))),
      ...(await call<{ samplings: { state: string }[] }>(address, "GET", "/assay/v1/network/samplings", undefined)).samplings.map(
        ({ state }) => state,
      ),
    ]),
  ];
  await expect.poll(states, { timeout: END_MS, interval: 500 }).toEqual(["done"]);
  server.signal("SIGTERM");
  await server.ended;
}

async function countTables(settings: Killing["settings"], known: Acknowledged): Promise<void> {
  await using db = await openDatabase(settings);
  const runs = await db.query(
    `select r.id, (select count(*) from instance where run_id = r.id)::int as instances, (select count(*) from response where run_id = r.id)::int as responses,
       (select count(*) from sample where run_id = r.id)::int as samples, (select sum(answered) from run_worker where run_id = r.id)::int as answered,
       (select sum(scored + failed) from score where run_id = r.id)::int as outcomes, r.state from run r`,
  );
  const all = DOCUMENTS * WORKERS.length;
  const whole = { instances: DOCUMENTS, responses: all, samples: all, answered: all, outcomes: all, state: "done" };
  // A run whose answer never reached us may be there too; it is as whole as the others.
  expect(runs.map(({ id: _id, ...counts }) => counts)).toEqual(runs.map(() => whole));
  expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining(known.runs));

  const datasets = await db.query<{ name: string; revision: number; rows: number; numbers: number }>(
    `select d.name, d.revision, count(*)::int as rows, count(distinct r.doc ->> 'n')::int as numbers
     from dataset d join dataset_row r on r.dataset_id = d.id group by d.id`,
  );
  expect(datasets.map(({ name: _name, ...counts }) => counts)).toEqual(datasets.map(() => ({ revision: 1, rows: ROWS, numbers: ROWS })));
  expect(datasets.map(({ name }) => name)).toEqual(expect.arrayContaining(known.registrations.map(({ name }) => name)));

  const samplings = await db.query<{ id: string; prompts: number; responses: number; entries: number; size: number }>(
    `select s.id, (s.document ->> 'qty')::int as size, json_array_length(s.result -> 'scores') as entries,
       (select count(*) from sampling_prompt p where p.sampling_id = s.id)::int as prompts,
       (select count(*) from sampling_response p where p.sampling_id = s.id)::int as responses from sampling s`,
  );
  for (const { id, size, ...counts } of samplings) expect([id, counts]).toEqual([id, { prompts: size, responses: size, entries: size }]);
  expect(samplings.map(({ id }) => id)).toEqual(expect.arrayContaining([...known.samplings]));

  const windows = await db.query<{ inWindows: number; ofResults: number; samplings: number }>(
    `select json_array_length(w.samples) as "inWindows", w.samplings,
       (select count(*) from sampling s, json_array_elements(s.result -> 'scores') e where s.worker_uid = w.worker_uid and s.task = w.task
          and (e ->> 'status_code')::int in (0, 2, 12))::int as "ofResults",
       (select count(*) from sampling s where s.worker_uid = w.worker_uid and s.task = w.task)::int as done from sample_window w`,
  );
  for (const { inWindows, ofResults, samplings: counted, done } of windows as ((typeof windows)[number] & { done: number })[]) {
    expect([inWindows, counted]).toEqual([ofResults, done]);
  }
}

/** Of what a server says first; a server that does not start says why instead. */
function addressIn(line: string): string {
  const { url } = JSON.parse(line) as { url?: string };
  if (url === undefined) throw new Error(`The server did not start: ${line}`);
  return url;
}

/** `fetch` says so with a TypeError; a refusal is a fault of the test. */
function ignoreBroken(error: unknown): void {
  if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
}

async function call<T>(address: string, method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${address}${path}`, {
    method,
    ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
