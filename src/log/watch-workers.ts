import { Counter, Gauge } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** A worker's figures since the process started. */
export interface WorkerFigures {
  name: string;
  inFlight: number;
  queued: number;
  answered: number;
  /** Failed answers by the code of their fault. */
  faults: Readonly<Record<string, number>>;
}

type Read = () => readonly WorkerFigures[];

/** Adds each worker's figures to `/metrics`; they are read when somebody looks, so that answering costs nothing more. */
export function watchWorkers({ registry }: Metrics, read: Read): void {
  const inFlight = gaugeOf("assay_worker_requests_in_flight", "Requests that a worker is answering", "inFlight", read);
  const queued = gaugeOf("assay_worker_requests_queued", "Requests that wait for a slot of a worker", "queued", read);
  for (const metric of [inFlight, queued, answersOf(read)]) registry.registerMetric(metric);
}

function gaugeOf(name: string, help: string, figure: "inFlight" | "queued", read: Read): Gauge {
  return new Gauge({
    name,
    help,
    labelNames: ["worker"],
    registers: [],
    collect() {
      this.reset();
      for (const worker of read()) this.set({ worker: worker.name }, worker[figure]);
    },
  });
}

function answersOf(read: Read): Counter {
  return new Counter({
    name: "assay_worker_answers_total",
    help: "Answers of a worker by outcome: ok, or the code of the fault",
    labelNames: ["worker", "outcome"],
    registers: [],
    collect() {
      this.reset();
      for (const { name, answered, faults } of read()) {
        this.inc({ worker: name, outcome: "ok" }, answered);
        for (const [outcome, count] of Object.entries(faults)) this.inc({ worker: name, outcome }, count);
      }
    },
  });
}
