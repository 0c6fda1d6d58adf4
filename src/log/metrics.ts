import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` shows. One registry for an app: two apps in one process do not mix. */
export interface Metrics {
  registry: Registry;
  httpDuration: Histogram<"method" | "route" | "status">;
  httpInFlight: Gauge;
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** A registry of its own with the process's figures and those of HTTP. */
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
  };
}
