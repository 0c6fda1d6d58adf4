import assert from "node:assert";
import { randomUUID } from "node:crypto";
import { PgBoss } from "pg-boss";
import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { storableJson } from "../../lib/storable-json.ts";
import type { Job, JobDefinition, JobEngine, JobLog, JobSchedule, JobState, StartOptions } from "../engine.ts";
import { parseJobInput } from "../parse-job-input.ts";
import { assertSchedule } from "../assert-schedule.ts";
import { assertStartOptions } from "../assert-start-options.ts";
import { bossDatabase, SCHEMA } from "./boss-database.ts";
import { jobUuid } from "./job-uuid.ts";
import { DEFAULT_TIMEOUT_SECONDS, Runner } from "./runner.ts";
import { cancelJob, createQueue, findJob, findQueuedSingleton, listJobs, lockSingleton, requeueEnded } from "./store.ts";

const DEFAULT_RETRY_LIMIT = 2;
const DEFAULT_RETRY_DELAY_SECONDS = 1;
const MAX_RETRY_DELAY_SECONDS = 3600;
/** pg-boss gives a job up after at most a day; ours ends it a minute before that. */
const MAX_TIMEOUT_SECONDS = 86_340;
const EXPIRY_MARGIN_SECONDS = 60;
const DEFAULT_LIST_LIMIT = 100;

interface EngineOptions {
  db: Db;
  log: JobLog;
  /** Milliseconds without a sign of life after which a runner's jobs are taken from it. Default 30 s. */
  leaseMs?: number;
  /** Milliseconds that a stopping runner lets its handlers finish by themselves. Default 5 s. */
  drainMs?: number;
  /** Milliseconds that a handler has to end after its signal aborted. Default 5 s. */
  graceMs?: number;
  /** Milliseconds between looks at the queues, beside the notifications. Default 1 s. */
  pollMs?: number;
  /** Whether no other process can hold jobs, so that those left active are free at once. Default: embedded database. */
  isAlone?: boolean;
}

/** The job engine on pg-boss, over our own database, embedded or remote. */
export class PostgresJobEngine implements JobEngine {
  readonly #options: EngineOptions;
  readonly #boss: PgBoss;
  readonly #definitions = new Map<string, JobDefinition>();
  readonly #queues = new Set<string>();
  #keeper: PgBoss | undefined;
  #runner: Runner | undefined;

  private constructor(options: EngineOptions) {
    this.#options = options;
    this.#boss = newBoss(options, false);
  }

  /** Creates or migrates the schema `jobs`. Call it outside any transaction. */
  static async open(options: EngineOptions): Promise<PostgresJobEngine> {
    const engine = new PostgresJobEngine(options);
    await options.db.outside(() => engine.#boss.start());
    return engine;
  }

  define<Input>(definition: JobDefinition<Input>): void {
    assert(!this.#runner, "Jobs are defined before the engine runs.");
    assert(!this.#definitions.has(definition.name), `The job ${definition.name} is defined twice.`);
    assertDefinition(definition);
    this.#definitions.set(definition.name, definition as JobDefinition);
  }

  async run(): Promise<void> {
    assert(!this.#runner, "The engine runs already.");
    const { db, log, leaseMs = 30_000, drainMs = 5000, graceMs = 5000, pollMs = 1000, isAlone = db.embedded } = this.#options;
    await db.outside(async () => {
      for (const name of this.#definitions.keys()) await this.#ensureQueue(name);
      // Maintenance and cron belong to runners: a process that only enqueues must not do them.
      this.#keeper = newBoss(this.#options, true);
      await this.#keeper.start();
      this.#runner = new Runner({ db, log, leaseMs, drainMs, graceMs, pollMs, isAlone, boss: this.#boss, definitions: this.#definitions });
      await this.#runner.start();
    });
  }

  async start(name: string, input: unknown, options: StartOptions = {}): Promise<string> {
    const definition = this.#definition(name);
    parseJobInput(definition, input);
    assertStartOptions(options);
    await this.#ensureQueue(name);
    const { singletonKey } = options;
    if (singletonKey === undefined) return this.#send(definition, input, options);
    return this.#options.db.transaction(async () => {
      await lockSingleton(this.#options.db, name, singletonKey);
      return (await findQueuedSingleton(this.#options.db, name, singletonKey)) ?? (await this.#send(definition, input, options));
    });
  }

  async cancel(name: string, id: string): Promise<void> {
    const job = await this.#existing(name, id);
    const isCancelled = await cancelJob(this.#options.db, name, jobUuid(name, id));
    if (!isCancelled && job.state !== "cancelled") {
      throw new AssayError("conflict", `The job ${name} ${id} has ended already: it cannot be cancelled.`);
    }
  }

  async schedule(name: string, cron: string, input: unknown, options: { timezone?: string } = {}): Promise<void> {
    const definition = this.#definition(name);
    parseJobInput(definition, input);
    const { timezone = "UTC" } = options;
    assertSchedule(cron, timezone, () => this.#boss.previewSchedule(cron, { count: 1 }));
    await this.#ensureQueue(name);
    // A time that passed while nothing ran is made up for once.
    await this.#boss.schedule(name, cron, { input: storable(input) }, { ...sendOptions(definition), tz: timezone, missed: "once" });
  }

  async unschedule(name: string): Promise<void> {
    await this.#boss.unschedule(name);
  }

  async schedules(): Promise<JobSchedule[]> {
    const schedules = await this.#boss.getSchedules();
    return schedules.map(({ name, cron, timezone, data }) => ({ name, cron, timezone, input: (data as { input?: unknown }).input }));
  }

  find(name: string, id: string): Promise<Job | undefined> {
    return findJob(this.#options.db, name, jobUuid(name, id));
  }

  list(filter: { name?: string; state?: JobState; limit?: number } = {}): Promise<Job[]> {
    return listJobs(this.#options.db, { limit: DEFAULT_LIST_LIMIT, ...filter });
  }

  async retry(name: string, id: string): Promise<void> {
    const definition = this.#definition(name);
    const job = await this.#existing(name, id);
    const retryLimit = definition.retryLimit ?? DEFAULT_RETRY_LIMIT;
    if (!(await requeueEnded(this.#options.db, name, jobUuid(name, id), retryLimit))) {
      throw new AssayError("conflict", `The job ${name} ${id} is ${job.state}: only a failed or cancelled job can be retried.`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner?.[Symbol.asyncDispose]();
    await this.#keeper?.stop({ close: false, graceful: false });
    await this.#boss.stop({ close: false, graceful: false });
  }

  #definition(name: string): JobDefinition {
    const definition = this.#definitions.get(name);
    if (!definition) throw new AssayError("not_found", `There is no job called ${name}.`, { field: "name" });
    return definition;
  }

  async #existing(name: string, id: string): Promise<Job> {
    const job = await this.find(name, id);
    if (!job) throw new AssayError("not_found", `There is no job ${name} with the id ${id}.`, { field: "id" });
    return job;
  }

  async #send(definition: JobDefinition, input: unknown, options: StartOptions): Promise<string> {
    const { id = randomUUID(), singletonKey, runAt, priority } = options;
    await this.#boss.send(
      definition.name,
      { id, input: storable(input) },
      {
        ...sendOptions(definition),
        id: jobUuid(definition.name, id),
        ...(singletonKey !== undefined && { singletonKey, group: { id: singletonKey } }),
        ...(runAt && { startAfter: runAt }),
        ...(priority !== undefined && { priority }),
      },
    );
    return id;
  }

  async #ensureQueue(name: string): Promise<void> {
    if (this.#queues.has(name)) return;
    await createQueue(this.#options.db, name);
    // Made inside a transaction, the queue may vanish with it; `run` makes it for good.
    if (!this.#options.db.inTransaction) this.#queues.add(name);
  }
}

function assertDefinition({ name, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, ...counts }: Omit<JobDefinition, "input" | "handler">): void {
  const { retryLimit = 0, retryDelaySeconds = 0, concurrency = 1 } = counts;
  assert(/^[\w.-]+$/.test(name), `The job name ${name} has characters other than letters, digits, _ . -`);
  assert(timeoutSeconds > 0 && timeoutSeconds <= MAX_TIMEOUT_SECONDS, `The timeout of ${name} is not within a day.`);
  const areWhole = [retryLimit, retryDelaySeconds, concurrency].every((count) => Number.isInteger(count) && count >= 0) && concurrency > 0;
  assert(areWhole, `The retries, delay and concurrency of ${name} are not whole numbers.`);
}

function newBoss({ db, log }: EngineOptions, isKeeper: boolean): PgBoss {
  const boss = new PgBoss({
    db: bossDatabase(db),
    schema: SCHEMA,
    backend: db.embedded ? "pglite" : "postgres",
    migrate: !isKeeper,
    supervise: isKeeper,
    schedule: isKeeper,
    // The embedded database has our own vacuum, and no connection that could rebuild an index beside the others.
    monitorVacuum: !db.embedded,
    reindex: !db.embedded,
  });
  boss.on("error", (error) => log.error({ error: { message: error.message } }, "The job engine failed."));
  boss.on("warning", (warning) => log.warn({ warning: warning.message }, "The job engine warns."));
  return boss;
}

function sendOptions(definition: JobDefinition) {
  const retryDelay = definition.retryDelaySeconds ?? DEFAULT_RETRY_DELAY_SECONDS;
  return {
    retryLimit: definition.retryLimit ?? DEFAULT_RETRY_LIMIT,
    retryDelay,
    ...(retryDelay > 0 && { retryBackoff: true, retryDelayMax: MAX_RETRY_DELAY_SECONDS }),
    expireInSeconds: Math.ceil(definition.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) + EXPIRY_MARGIN_SECONDS,
  };
}

function storable(input: unknown): unknown {
  return JSON.parse(storableJson(input)) as unknown;
}
