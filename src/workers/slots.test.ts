import fc from "fast-check";
import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

test("never more inside than slots, in the order of arrival, and empty at the end whatever happens", async () => {
  const visit = fc.record({ ticks: fc.nat({ max: 4 }), fails: fc.boolean(), leavesEarly: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(visit, { maxLength: 40 }), async (size, visits) => {
      const slots = new Slots(size);
      const entered: number[] = [];
      let most = 0;
      const all = visits.map(async ({ ticks, fails, leavesEarly }, index) => {
        const caller = new AbortController();
        const entering = slots.enter(caller.signal);
        if (leavesEarly) caller.abort(new Error("left"));
        const leave = await entering;
        entered.push(index);
        most = Math.max(most, slots.inside);
        try {
          for (let tick = 0; tick < ticks; tick++) await new Promise((resolve) => setImmediate(resolve));
          if (fails) throw new Error("failed");
        } finally {
          leave();
          leave(); // the way out may be taken twice without harm
        }
      });
      await Promise.allSettled(all);
      expect(most).toBeLessThanOrEqual(size);
      expect(entered).toEqual(entered.toSorted((a, b) => a - b));
      expect([slots.inside, slots.queued]).toEqual([0, 0]);
    }),
    { numRuns: 60 },
  );
});

test("a larger size lets the waiting in", async () => {
  const slots = new Slots(1);
  await slots.enter();
  const second = slots.enter();
  expect(slots.queued).toBe(1);
  slots.resize(2);
  await second;
  expect([slots.inside, slots.queued]).toEqual([2, 0]);
});
