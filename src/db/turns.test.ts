import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("turns come one at a time, in the order of asking, and a failure passes its turn on", async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const step = (name: string) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
    if (name === "b") throw new Error("b fails");
  };
  const ends = await Promise.allSettled(["a", "b", "c"].map((name) => turns.run(step(name))));
  expect(ends.map((end) => end.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(seen).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
