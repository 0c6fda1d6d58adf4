import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { storableJson } from "../../lib/storable-json.ts";
import type { JobDefinition, JobLog } from "../engine.ts";
import { Attempt, errorOutput, type Outcome } from "./attempt.ts";
import {
  CANCEL_CHANNEL,
  dueQueues,
  keyOf,
  lapsedClaims,
  lockFetch,
  notifyChannel,
  putBack,
  renewLeases,
  standingClaims,
  type Claim,
} from "./store.ts";

export const DEFAULT_TIMEOUT_SECONDS = 900;
/** Killed runners do not use up a job's retries, but a job that kills each of its runners must end some day. */
const MAX_LOST_RUNNERS = 20;

interface RunnerOptions {
  db: Db;
  boss: PgBoss;
  log: JobLog;
  definitions: ReadonlyMap<string, JobDefinition>;
  /** Milliseconds without a sign of life after which a runner's jobs are taken from it. */
  leaseMs: number;
  /** Milliseconds that a stopping runner lets its handlers finish by themselves. */
  drainMs: number;
  /** Milliseconds that a handler has to end after its signal aborted. */
  graceMs: number;
  /** Milliseconds between looks at the queues, beside the notifications. */
  pollMs: number;
  /** Whether no other process can hold jobs, so that those left active are free at once. */
  isAlone: boolean;
}

interface FetchedJob {
  id: string;
  name: string;
  data: { id?: string; input?: unknown } | null;
  retryCount: number;
}

/**
 * Takes jobs and runs them, at most `concurrency` of each kind. Woken by NOTIFY, and by a poll each second that also
 * covers retries, delayed jobs and lost notifications. One fetch serves all free places of a queue, and each job is
 * settled by itself, so a bad one never fails its neighbours.
 */
export class Runner implements AsyncDisposable {
  readonly #options: RunnerOptions;
  readonly #names: string[];
  readonly #held = new Map<string, { attempt: Attempt; ended: Promise<void> }>();
  readonly #fetching = new Set<string>();
  readonly #fetchAgain = new Set<string>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #busy = new Set<Promise<void>>();
  #unlisten: (() => Promise<void>)[] = [];
  #isStopping = false;
  readonly #failing = new Set<string>();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#names = [...options.definitions.keys()];
  }

  async start(): Promise<void> {
    const { db, isAlone, leaseMs, pollMs } = this.#options;
    if (isAlone) await this.#takeFromTheDead(0);
    this.#unlisten = [
      await db.listen(await notifyChannel(db), (name) => this.#wake(name)),
      await db.listen(CANCEL_CHANNEL, (key) => this.#cancel(key)),
    ];
    this.#every(pollMs, "look for jobs", () => this.#poll());
    this.#every(leaseMs / 3, "renew leases", () => this.#renew());
    this.#every(leaseMs / 3, "take over jobs", () => this.#takeFromTheDead(leaseMs));
    for (const name of this.#names) this.#wake(name);
  }

  /** Lets handlers finish for `drainMs`, then aborts them and puts their jobs back in the queue. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#busy);
    const keepLeases = setInterval(() => void this.#guard("renew leases", () => this.#renew()), this.#options.leaseMs / 3);
    const ended = Promise.all([...this.#held.values()].map((held) => held.ended));
    const drained = new AbortController();
    await Promise.race([ended, sleep(this.#options.drainMs, undefined, { signal: drained.signal }).catch(() => {})]);
    drained.abort();
    for (const { attempt } of this.#held.values()) attempt.abort(new AssayError("unavailable", "The runner is stopping."));
    await ended;
    clearInterval(keepLeases);
    for (const unlisten of this.#unlisten) await unlisten();
  }

  #every(intervalMs: number, what: string, work: () => Promise<void>): void {
    let running: Promise<void> | undefined;
    const timer = setInterval(() => {
      running ??= this.#track(what, work).finally(() => (running = undefined));
    }, intervalMs);
    this.#timers.push(timer);
  }

  /** Loops outlive their caller: they run outside its transaction, and dispose waits for them. */
  #track(what: string, work: () => Promise<void>): Promise<void> {
    const running = this.#options.db.outside(() => this.#guard(what, work));
    this.#busy.add(running);
    return running.finally(() => this.#busy.delete(running));
  }

  /** What fails for a while, as with a database that is away, is told once, not each second; the next round makes up for it. */
  async #guard(what: string, work: () => Promise<void>): Promise<void> {
    const { log } = this.#options;
    try {
      await work();
      if (this.#failing.delete(what)) log.info({}, `The job runner can ${what} again.`);
    } catch (error) {
      if (!this.#failing.has(what)) log.error({ error: errorOutput(error) }, `The job runner cannot ${what}, and goes on trying.`);
      this.#failing.add(what);
    }
  }

  async #poll(): Promise<void> {
    for (const name of await dueQueues(this.#options.db, this.#names)) this.#wake(name);
    await this.#dropLost((claims) => standingClaims(this.#options.db, claims));
  }

  #renew(): Promise<void> {
    return this.#dropLost((claims) => renewLeases(this.#options.db, claims));
  }

  async #dropLost(whichStand: (claims: Claim[]) => Promise<string[]>): Promise<void> {
    const claims = [...this.#held.values()].map((held) => held.attempt.claim);
    if (claims.length === 0) return;
    const standing = new Set(await whichStand(claims));
    for (const key of claims.map(keyOf)) if (!standing.has(key)) this.#cancel(key);
  }

  #cancel(key: string): void {
    const attempt = this.#held.get(key)?.attempt;
    attempt?.abort(
      new AssayError("cancelled", `The job ${attempt.definition.name} ${attempt.id} was cancelled or taken by another runner.`),
    );
  }

  async #takeFromTheDead(leaseMs: number): Promise<void> {
    const { db, boss, definitions, log } = this.#options;
    const lapsed = (await lapsedClaims(db, this.#names, leaseMs)).filter((claim) => !this.#held.has(keyOf(claim)));
    if (lapsed.length === 0) return;
    const isSpent = ({ name, retryLimit }: { name: string; retryLimit: number }) =>
      retryLimit - (definitions.get(name)?.retryLimit ?? 0) >= MAX_LOST_RUNNERS;
    await putBack(
      db,
      lapsed.filter((claim) => !isSpent(claim)),
    );
    for (const claim of lapsed.filter(isSpent)) {
      await boss.fail(claim.name, claim, { message: `The runner ended during this job ${MAX_LOST_RUNNERS} times.`, code: "unavailable" });
    }
    log.warn({ jobs: lapsed.map(({ name, id }) => ({ name, id })) }, "Jobs of a runner that ended were put back.");
  }

  #wake(name: string): void {
    if (this.#isStopping || !this.#options.definitions.has(name)) return;
    if (this.#fetching.has(name)) {
      this.#fetchAgain.add(name);
      return;
    }
    this.#fetching.add(name);
    void this.#track(`fetch ${name}`, () => this.#fetch(name)).finally(() => {
      this.#fetching.delete(name);
      if (this.#fetchAgain.delete(name)) this.#wake(name);
    });
  }

  async #fetch(name: string): Promise<void> {
    const { db, boss, definitions } = this.#options;
    const definition = definitions.get(name);
    if (!definition) return;
    const running = [...this.#held.values()].filter((held) => held.attempt.definition === definition).length;
    const free = (definition.concurrency ?? 1) - running;
    if (free <= 0 || this.#isStopping) return;
    // A job with a singletonKey has it as its group too: at most one of a group is active.
    const take = () => boss.fetch<FetchedJob["data"] & object>(name, { batchSize: free, groupConcurrency: 1 });
    const jobs = db.embedded ? await take() : await db.transaction(() => lockFetch(db, name).then(take));
    for (const job of jobs) this.#hold(definition, job);
  }

  #hold(definition: JobDefinition, { name, id, retryCount, data }: FetchedJob): void {
    const attempt = new Attempt(definition, { name, id, retryCount }, data?.id ?? id, this.#options.graceMs);
    const run = async () => {
      const outcome = await attempt.run(data?.input, definition.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS);
      await this.#guard(`settle ${name}`, () => this.#settle(attempt, outcome));
      this.#held.delete(keyOf(attempt.claim));
      this.#wake(name);
    };
    this.#held.set(keyOf(attempt.claim), { attempt, ended: this.#options.db.outside(run) });
  }

  async #settle(attempt: Attempt, outcome: Outcome): Promise<void> {
    const { db, boss, log } = this.#options;
    const { claim, abortedBy } = attempt;
    const facts = { job: claim.name, id: attempt.id, attempt: claim.retryCount + 1 };
    if (abortedBy?.code === "cancelled") return log.info(facts, "Job cancelled.");
    if (outcome.kind === "done") {
      await boss.complete(claim.name, claim, { value: JSON.parse(storableJson(outcome.value)) as unknown });
      return log.info(facts, "Job done.");
    }
    if (abortedBy?.code === "unavailable") {
      await putBack(db, [claim]);
      return log.info(facts, "Job put back, because its runner stops.");
    }
    const error = errorOutput(outcome.error);
    await boss.fail(claim.name, claim, JSON.parse(storableJson(error)) as object);
    return log.warn({ ...facts, error }, "Job attempt failed.");
  }
}
