import { expect, test } from "vitest";
import { WorkerFault } from "../../workers/index.ts";
import { Patience } from "./patience.ts";

function atClock(): { patience: Patience; clock: { nowMs: number } } {
  const clock = { nowMs: 0 };
  return { clock, patience: new Patience(10_000, () => clock.nowMs) };
}

const connection = new WorkerFault("connection", "refused");
const circuitOpen = new WorkerFault("circuit_open", "The worker failed five times.");

test("a worker whose circuit stays open is given up when the patience is used up, and says why", () => {
  const { patience, clock } = atClock();
  patience.failed(connection);
  clock.nowMs = 9_999;
  patience.failed(circuitOpen);
  expect(patience.verdict).toBeUndefined();
  clock.nowMs = 10_000;
  patience.failed(circuitOpen);
  expect(patience.verdict).toBe("Given up after 10 s without an answer. The worker failed five times.");
});

test("one good answer restores it", () => {
  const { patience, clock } = atClock();
  patience.failed(connection);
  clock.nowMs = 9_000;
  expect(patience.leftMs()).toBe(1_000);
  patience.succeeded();
  expect(patience.leftMs()).toBe(10_000);
});

test("faults that are not the worker's cost no patience", () => {
  const { patience, clock } = atClock();
  patience.failed(new WorkerFault("not_recorded", "no row"));
  clock.nowMs = 60_000;
  patience.failed(circuitOpen);
  expect(patience.verdict).toBeUndefined();
});
