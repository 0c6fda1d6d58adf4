import { shuffledOrder } from "../../stats/index.ts";
import type { EvalsContext } from "../context.ts";
import type { RunRow } from "../runs/store.ts";
import type { Instance } from "../sampling/store.ts";

const INSTANCES_AT_ONCE = 500;

/** The documents of a rung, in the race's order. */
export async function* walkRung(
  { instances }: EvalsContext,
  run: RunRow,
  { from, to }: { from: number; to: number },
): AsyncGenerator<Instance> {
  const order = shuffledOrder(run.instanceCount, run.settings.seed);
  for (let place = from; place < to; place += INSTANCES_AT_ONCE) {
    yield* await instances.pick(run.id, [...order.subarray(place, Math.min(to, place + INSTANCES_AT_ONCE))]);
  }
}
