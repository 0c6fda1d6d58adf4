import { randomInt, randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { datasetKind, openAo, poolKind, type Ao } from "./ao/index.ts";
import type { Config } from "./config/index.ts";
import { openDatabase, type Db } from "./db/index.ts";
import { openEvals, type EvalsContext } from "./evals/index.ts";
import { openGateway, type Gateway } from "./gateway/index.ts";
import { PostgresJobEngine, type JobEngine, type JobLog } from "./jobs/index.ts";
import { createLogger, createMetrics, watchLimits, watchWorkers, type Logger, type Metrics } from "./log/index.ts";
import { readDeclaredProcesses } from "./read-declared-processes.ts";
import { Showings } from "./preferences/index.ts";
import { readDeclaredWorkers } from "./read-declared-workers.ts";
import { openPools, schedulePools, type PoolsContext } from "./pools/index.ts";
import { PullHub, syncWorkers, WorkerPool } from "./workers/index.ts";

const SEEDS = 2 ** 31;

/** Everything that lives as long as the process, built once. Domains get the parts they need, never the whole. */
export interface App extends AsyncDisposable {
  config: Config;
  log: Logger;
  metrics: Metrics;
  db: Db;
  jobs: JobEngine;
  workers: WorkerPool;
  /** Workers that connect to us. */
  pull: PullHub;
  evals: EvalsContext;
  pools: PoolsContext;
  gateway: Gateway;
  ao: Ao;
  /** Comparisons that can be voted on. */
  showings: Showings;
  /** Names this process's app: a client can tell whether it still speaks with the same one. */
  instance: string;
  /** Aborted when the app begins to stop: long work that is not a job ends then. */
  signal: AbortSignal;
  /** Says so to everything before the parts are taken down; disposing does it too. */
  stop(): void;
}

/** Parts that a caller brings instead of those made from the configuration. */
export interface AppOverrides {
  log?: Logger;
  /** Seeds of the gateway's choices. Default: drawn. */
  nextSeed?: () => number;
  /** Whether this process takes jobs. Default true. */
  takesJobs?: boolean;
  /** When connected workers give a sign of life, and when they are lost without one. */
  pull?: { heartbeatMs: number; lostAfterMs: number };
}

/** Opens the database and builds every part over it; disposing takes them down in reverse. */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const { log: ownLog, takesJobs = true, nextSeed = () => randomInt(SEEDS), pull: pulse } = overrides;
  // Before anything is opened: a wrong file changes nothing.
  const declared = readDeclaredWorkers(config);
  const processes = readDeclaredProcesses(config);
  await using building = new AsyncDisposableStack();
  const stopping = new AbortController();
  const log = ownLog ?? createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const db = building.use(await openDatabase({ url: config.databaseUrl?.reveal(), dataDirectory: config.dataDirectory }));
  await syncWorkers(db, declared);
  const pull = building.use(new PullHub({ log, ...pulse }));
  const { allowPrivateEndpoints } = config;
  const workers = building.use(await WorkerPool.open({ db, recordingsDirectory: dirname(config.file.path), allowPrivateEndpoints, pull }));
  watchWorkers(metrics, () => workers.list());
  const jobs = building.use(await PostgresJobEngine.open({ db, log: quieter(log) }));
  const hub = { endpoint: config.hub.endpoint, token: config.hub.token?.reveal(), directory: join(config.dataDirectory, "downloads") };
  const evals = openEvals({ db, jobs, pool: workers, hub, includePaths: config.includePaths, log, now: () => new Date() });
  const gateway = building.use(
    await openGateway({
      db,
      pool: workers,
      log,
      hedge: config.hedgeAfter,
      answers: config.file.answers,
      nextSeed,
      now: () => new Date(),
      elapsed: () => performance.now(),
    }),
  );
  watchLimits(metrics, () => ({
    overBudget: gateway.ledger.refused,
    limited: { requests: gateway.rates.requests.refused, tokens: gateway.rates.tokens.refused },
    cache: gateway.cache,
  }));
  const pools = openPools({ db, jobs, evals, workers, log, now: () => new Date(), nextSeed: () => randomInt(SEEDS) });
  const ao = building.use(await openAo({ db, log, now: () => new Date(), kinds: [poolKind(pools), datasetKind(evals, pools)], processes }));
  if (takesJobs) {
    await jobs.run();
    await schedulePools(pools);
  }
  const parts = building.move();
  return {
    config,
    log,
    metrics,
    db,
    jobs,
    workers,
    pull,
    evals,
    gateway,
    pools,
    ao,
    showings: new Showings(() => performance.now()),
    instance: randomUUID(),
    signal: stopping.signal,
    stop: () => stopping.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await parts.disposeAsync();
    },
  };
}

/** A finished job is no business event: the domains tell theirs. What goes wrong with jobs is. */
function quieter(log: Logger): JobLog {
  return {
    info: (facts, message) => log.debug(facts, message),
    warn: (facts, message) => log.warn(facts, message),
    error: (facts, message) => log.error(facts, message),
  };
}
