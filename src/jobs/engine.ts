import type { ZodType } from "zod";

/** Where the engine tells what happened; a pino logger is one. */
export interface JobLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What a handler is told about its attempt. */
export interface JobContext {
  id: string;
  /** 1 for the first attempt; counts those too that ended with their runner. */
  attempt: number;
  /** Aborted when the job is cancelled, its lease is lost, or the runner stops. */
  signal: AbortSignal;
}

/** A kind of durable work. Handlers run at least once: they must be idempotent. */
export interface JobDefinition<Input = unknown> {
  name: string;
  input: ZodType<Input>;
  handler(input: Input, context: JobContext): Promise<unknown>;
  /** Attempts after the first. Default 2. */
  retryLimit?: number;
  /** Seconds before the first retry; doubles with each. Default 1. */
  retryDelaySeconds?: number;
  /** Seconds after which an attempt is given up; at most a day. Default 900. */
  timeoutSeconds?: number;
  /** Jobs of this kind that one runner works on at once. Default 1. */
  concurrency?: number;
}

export interface StartOptions {
  /** Idempotency key: a second start with the same name and id finds the first job and starts nothing. */
  id?: string;
  /**
   * At most one job of this name and key is active, and one queued beside it; a further start finds the queued one,
   * which begins after the transaction of that start.
   */
  singletonKey?: string;
  runAt?: Date;
  /** Higher first. Default 0. */
  priority?: number;
}

export type JobState = "queued" | "active" | "done" | "failed" | "cancelled";

export interface Job {
  id: string;
  name: string;
  state: JobState;
  input: unknown;
  /** What the handler returned, or the error that ended it. */
  output: unknown;
  attempts: number;
  createdAt: Date;
  finishedAt: Date | null;
}

/** A job that starts by the clock. */
export interface JobSchedule {
  name: string;
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string;
  timezone: string;
  input: unknown;
}

/**
 * Durable jobs, the one port that the domains know. `start` inside `db.transaction` commits or rolls back with it.
 * A job whose runner was killed is taken up again within its lease.
 */
export interface JobEngine extends AsyncDisposable {
  /** Declares a kind of job; before `run`. */
  define<Input>(definition: JobDefinition<Input>): void;
  /** Begins to take jobs; once, after every `define`. Without it the engine only enqueues (`assay serve --no-runners`). */
  run(): Promise<void>;
  /**
   * Starts a job. Rejects with `invalid_input` when the input breaks the definition's schema, `not_found` when nobody
   * defined `name`. An id is remembered for a week after its job has ended.
   * @returns the job's id
   */
  start(name: string, input: unknown, options?: StartOptions): Promise<string>;
  /** Takes a job out of the queue, or aborts its handler's signal. Rejects with `not_found`, or `conflict` when it has ended. */
  cancel(name: string, id: string): Promise<void>;
  /**
   * Runs `name` at each minute that `cron` (five fields) matches; a second call replaces the first. Times that passed
   * while no runner was there are made up for by one job. The zone is UTC unless named. Rejects with `invalid_input`.
   */
  schedule(name: string, cron: string, input: unknown, options?: { timezone?: string }): Promise<void>;
  unschedule(name: string): Promise<void>;
  schedules(): Promise<JobSchedule[]>;
  find(name: string, id: string): Promise<Job | undefined>;
  /** Newest first. Default limit 100. */
  list(filter?: { name?: string; state?: JobState; limit?: number }): Promise<Job[]>;
  /** Puts a failed or cancelled job back in the queue, with all its attempts. Rejects with `not_found` or `conflict`. */
  retry(name: string, id: string): Promise<void>;
}
