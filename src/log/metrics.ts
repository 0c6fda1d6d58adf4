import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` shows. One registry for an app: two apps in one process do not mix. */
export interface Metrics {
  registry: Registry;
  httpDuration: Histogram<"method" | "route" | "status">;
  httpInFlight: Gauge;
  /** Answers asked of workers, by outcome: `ok` or a FaultCode. */
  workerAnswers: Counter<"worker" | "outcome">;
  workerDuration: Histogram<"worker">;
  tokens: Counter<"worker" | "direction">;
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** A registry of its own with the process's figures and the counters of every domain. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpDuration: new Histogram({
      name: "assay_http_request_duration_seconds",
      help: "Time from a request's arrival to the end of its response",
      labelNames: ["method", "route", "status"],
      buckets: SECONDS,
      registers,
    }),
    httpInFlight: new Gauge({ name: "assay_http_requests_in_flight", help: "Requests being answered", registers }),
    workerAnswers: new Counter({
      name: "assay_worker_answers_total",
      help: "Answers of workers by outcome",
      labelNames: ["worker", "outcome"],
      registers,
    }),
    workerDuration: new Histogram({
      name: "assay_worker_answer_duration_seconds",
      help: "Time of a worker's whole answer",
      labelNames: ["worker"],
      buckets: SECONDS,
      registers,
    }),
    tokens: new Counter({
      name: "assay_tokens_total",
      help: "Tokens that workers counted",
      labelNames: ["worker", "direction"],
      registers,
    }),
  };
}
