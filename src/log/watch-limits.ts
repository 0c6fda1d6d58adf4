import { Counter, Gauge } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** What the gateway's limits did since the process started. */
export interface LimitFigures {
  /** Requests that a budget refused. */
  overBudget: number;
  /** Requests that a limit of requests or tokens a minute refused. */
  limited: { requests: number; tokens: number };
  cache: { hits: number; misses: number; size: number };
}

/** Adds the figures of limits, budgets and the cache to `/metrics`; read when somebody looks. */
export function watchLimits({ registry }: Metrics, read: () => LimitFigures): void {
  const refused = new Counter({
    name: "assay_requests_refused_total",
    help: "Requests that a limit of their key refused: budget, requests or tokens a minute",
    labelNames: ["limit"],
    registers: [],
    collect() {
      this.reset();
      const { overBudget, limited } = read();
      this.inc({ limit: "budget" }, overBudget);
      this.inc({ limit: "requests" }, limited.requests);
      this.inc({ limit: "tokens" }, limited.tokens);
    },
  });
  const lookups = new Counter({
    name: "assay_cache_lookups_total",
    help: "Requests that were looked up in their key's cache",
    labelNames: ["outcome"],
    registers: [],
    collect() {
      this.reset();
      const { hits, misses } = read().cache;
      this.inc({ outcome: "hit" }, hits);
      this.inc({ outcome: "miss" }, misses);
    },
  });
  const size = new Gauge({
    name: "assay_cache_characters",
    help: "Characters of answers that the cache holds",
    registers: [],
    collect() {
      this.set(read().cache.size);
    },
  });
  registry.registerMetric(refused);
  registry.registerMetric(lookups);
  registry.registerMetric(size);
}
