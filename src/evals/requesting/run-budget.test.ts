import fc from "fast-check";
import { expect, test } from "vitest";
import { addCharges, isWithin, NO_CHARGE, subtractCharge, toBudget, toCaps, type Charge } from "../budget.ts";
import { boundUsage } from "./bound-usage.ts";
import { chargeOf } from "./charge-of.ts";
import { RunBudget } from "./run-budget.ts";

/** The store's rule, in memory: it resolves later than it was asked. */
function ledgerOf(caps: Partial<Record<keyof Charge, number>>) {
  const state = { caps: { calls: null, tokens: null, micros: null, ...caps }, charged: NO_CHARGE };
  let highest = NO_CHARGE;
  return {
    state,
    highest: () => highest,
    refund: (refund: Charge) => void (state.charged = subtractCharge(state.charged, refund)),
    reserve: async (charges: readonly Charge[]) => {
      await Promise.resolve();
      return charges.map((charge) => {
        if (!isWithin(state, charge)) return false;
        state.charged = addCharges(state.charged, charge);
        highest = { ...state.charged, tokens: Math.max(highest.tokens, state.charged.tokens) };
        return true;
      });
    },
  };
}

const usage = fc.record({ promptTokens: fc.integer({ min: 0, max: 400 }), completionTokens: fc.integer({ min: 0, max: 400 }) });

test("however calls interleave, no cap is exceeded, and a call is refused only when it does not fit with none open", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ bound: usage, share: fc.double({ min: 0, max: 1, noNaN: true }) }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9000 }),
      fc.scheduler(),
      async (calls, callsCap, tokensCap, scheduler) => {
        const ledger = ledgerOf({ calls: callsCap, tokens: tokensCap });
        const budget = new RunBudget(ledger.reserve);
        let spent = NO_CHARGE;
        let refused = 0;
        const hasty: Charge[] = [];
        const call = async ({ bound, share }: (typeof calls)[number]): Promise<void> => {
          const reserved = chargeOf(bound, { inputPrice: 0, outputPrice: 0 });
          if (!(await budget.reserve(reserved))) {
            refused += 1;
            if (budget.open > 0 || isWithin(ledger.state, reserved)) hasty.push(reserved);
            return;
          }
          await scheduler.schedule(Promise.resolve());
          const taken = { ...reserved, tokens: Math.floor(reserved.tokens * share) };
          spent = addCharges(spent, taken);
          ledger.refund(subtractCharge(reserved, taken));
          budget.settled();
        };
        const all = calls.map(call);
        await scheduler.waitFor(Promise.all(all));
        expect(hasty).toEqual([]);
        expect(spent).toEqual(ledger.state.charged);
        expect(spent.calls).toBe(calls.length - refused);
        expect(spent.calls).toBeLessThanOrEqual(callsCap);
        expect(ledger.highest().tokens).toBeLessThanOrEqual(tokensCap);
        expect(budget.open).toBe(0);
      },
    ),
  );
});

test("calls that ask at once are reserved in one go, in their order", async () => {
  const asked: number[] = [];
  const budget = new RunBudget(async (charges) => {
    asked.push(charges.length);
    return charges.map((_, index) => index < 3);
  });
  const call = { calls: 1, tokens: 0, micros: 0 };
  const granted: (number | string)[] = [];
  const shortages: number[] = [];
  const takeOff = budget.onShort(() => shortages.push(budget.open));
  const all = [0, 1, 2, 3, 4].map(async (number) => granted.push((await budget.reserve(call)) ? number : `${number} refused`));
  await expect.poll(() => granted).toEqual([0, 1, 2]);
  expect({ asked, shortages }).toEqual({ asked: [5], shortages: [3] });
  takeOff();
  budget.settled(3);
  await Promise.all(all);
  expect({ asked, granted }).toEqual({ asked: [5, 2], granted: [0, 1, 2, 3, 4] });
});

test("a store that fails fails the calls that asked, and the next ones are asked again", async () => {
  let fails = true;
  const budget = new RunBudget(async (charges) => {
    if (fails) throw new Error("no database");
    return charges.map(() => true);
  });
  await expect(budget.reserve({ calls: 1, tokens: 1, micros: 1 })).rejects.toThrow("no database");
  fails = false;
  expect(await budget.reserve({ calls: 1, tokens: 1, micros: 1 })).toBe(true);
});

test("the bound of a request is at least what any tokenizer of bytes makes of it", () => {
  expect(boundUsage({ prompt: "über", max_tokens: 10 })).toEqual({ promptTokens: 64 + 5, completionTokens: 10 });
  expect(boundUsage({ messages: [{ role: "user", content: "hi" }], max_completion_tokens: 7, n: 2 })).toEqual({
    promptTokens: 64 + 16 + 4 + 2,
    completionTokens: 14,
  });
  expect(boundUsage({ prompt: [1, 2, 3] }).completionTokens).toBe(32_768);
});

test("money is counted in whole micro-units, upwards for a call and downwards for a cap", () => {
  expect(chargeOf({ promptTokens: 3, completionTokens: 1 }, { inputPrice: 250_000, outputPrice: 500_000 }).micros).toBe(2);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), (micros) => {
      expect(toCaps({ usd: micros / 1_000_000 }).micros).toBe(micros);
      expect(toCaps(toBudget({ calls: null, tokens: null, micros })).micros).toBe(micros);
    }),
  );
  expect(toCaps({ usd: 2.3, calls: 5 })).toEqual({ calls: 5, tokens: null, micros: 2_300_000 });
});
