import { expect, test } from "vitest";
import { createMetrics, watchWorkers } from "./index.ts";

test("workers' figures are those of the moment, and a removed worker is gone", async () => {
  const metrics = createMetrics();
  const worker = { name: "a", inFlight: 2, queued: 1, answered: 10, faults: { timeout: 3 } };
  let workers = [worker, { ...worker, name: "b" }];
  watchWorkers(metrics, () => workers);
  expect(await metrics.registry.metrics()).toContain('assay_worker_answers_total{worker="b",outcome="timeout"} 3');
  workers = [{ ...worker, answered: 11 }];
  const text = await metrics.registry.metrics();
  expect(text).toContain('assay_worker_answers_total{worker="a",outcome="ok"} 11');
  expect(text).toContain('assay_worker_requests_in_flight{worker="a"} 2');
  expect(text).not.toContain('worker="b"');
});
