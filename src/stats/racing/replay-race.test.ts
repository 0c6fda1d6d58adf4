import fc from "fast-check";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { expect, test } from "vitest";
import { replayRace, type RaceRules, type RaceState } from "./replay-race.ts";

const DOCUMENTS = 400;
const RULES: RaceRules = { alpha: 0.05, goal: "pairs", claim: "population", documents: DOCUMENTS, giveUpBelow: 0 };

function generator(seed: number): () => number {
  const state = mersenne(seed);
  return () => uniformFloat64(state);
}

/** Workers that are right with these chances, over independent documents. */
function network(skills: readonly number[], seed: number, documents = DOCUMENTS): Float32Array[] {
  const random = generator(seed);
  return skills.map((skill) => Float32Array.from({ length: documents }, () => Number(random() < skill)));
}

const everything = (outcomes: readonly Float32Array[]) => outcomes.map((own) => own.length);
const calls = ({ askTo }: RaceState) => askTo.reduce((sum, own) => sum + own, 0);
const betterOf = ({ pairs }: RaceState) => pairs.map(({ better }) => better);

test("clear differences end the race early, and the clearest worker leaves it first", () => {
  const outcomes = network([0.7, 0.5, 0.02], 1, 2000);
  const state = replayRace(outcomes, everything(outcomes), { ...RULES, documents: 2000 });
  expect(state).toMatchObject({ ended: "goal", isRacing: [false, false, false] });
  expect(betterOf(state)).toEqual([0, 0, 1]);
  expect(state.askTo[0]).toBe(state.askTo[1]);
  expect(state.askTo[2]).toBeLessThan((state.askTo[0] ?? 0) / 2);
  expect(calls(state)).toBeLessThan(3 * 2000 * 0.5);
});

test("what follows from other pairs is claimed without documents of its own, and never turned round", () => {
  // The second is clearly worse than the first and better than the third; the first has no outcome where the third has one.
  const odd = (value: number) => Float32Array.from({ length: DOCUMENTS }, (_, place) => (place % 2 === 1 ? value : Number.NaN));
  const even = (value: number) => Float32Array.from({ length: DOCUMENTS }, (_, place) => (place % 2 === 0 ? value : Number.NaN));
  const middle = Float32Array.from({ length: DOCUMENTS }, () => 0.5);
  const outcomes = [odd(1), middle, even(0)];
  const state = replayRace(outcomes, everything(outcomes), RULES);
  expect(state.pairs.map(({ state: own, better }) => [own, better])).toEqual([
    ["resolved", 0],
    ["implied", 0],
    ["resolved", 1],
  ]);
});

test("equal workers use up the benchmark, unless their pair is given up before", () => {
  const outcomes = network([0.5, 0.5], 3, 3000);
  const rules = { ...RULES, documents: 3000 };
  const whole = replayRace(outcomes, everything(outcomes), rules);
  expect(whole).toMatchObject({ ended: "exhausted", position: 3000, pairs: [{ state: "open", better: null }] });
  const short = replayRace(outcomes, everything(outcomes), { ...rules, giveUpBelow: 0.05 });
  expect(short).toMatchObject({ ended: "exhausted", pairs: [{ state: "given_up", better: null }] });
  expect(short.position).toBeLessThan(2400);
});

test("top: who is among the best is enough, their order and that of the rest are not asked for", () => {
  const outcomes = network([0.9, 0.88, 0.3, 0.28, 0.26], 4, 2000);
  const rules: RaceRules = { ...RULES, documents: 2000, goal: { top: 2 } };
  const state = replayRace(outcomes, everything(outcomes), rules);
  expect(state.ended).toBe("goal");
  const found = [0, 1].every((best) =>
    [2, 3, 4].every((other) => state.pairs.some((pair) => pair.first === best && pair.second === other && pair.better === best)),
  );
  expect(found).toBe(true);
  expect(state.pairs.filter(({ state: own }) => own === "not_needed").length).toBeGreaterThan(0);
  expect(calls(state)).toBeLessThan(calls(replayRace(outcomes, everything(outcomes), { ...rules, goal: "pairs" })) / 2);
});

test("two workers are enough, one is a race that has nothing to find out, and documents without outcomes are ties", () => {
  expect(replayRace([new Float32Array(5)], [0], { ...RULES, documents: 5 })).toMatchObject({ ended: "goal", askTo: [0], pairs: [] });
  const silent = new Float32Array(40).fill(Number.NaN);
  const state = replayRace([silent, new Float32Array(40).fill(1)], [40, 40], { ...RULES, documents: 40 });
  expect(state).toMatchObject({ ended: "exhausted", pairs: [{ state: "open", e: 1, documentsNeeded: null }] });
});

test("a race that goes on says up to where to ask, and about how many documents a pair still needs", () => {
  const outcomes = network([0.6, 0.5], 12);
  const start = replayRace(outcomes, [0, 0], RULES);
  expect(start).toMatchObject({ ended: null, position: 0, askTo: [16, 16], isRacing: [true, true] });
  const later = replayRace(outcomes, [64, 64], RULES);
  expect(later).toMatchObject({ ended: null, position: 64, askTo: [80, 80] });
  // One that lags holds the rung back: nothing is judged on the documents of only one.
  expect(replayRace(outcomes, [64, 50], RULES)).toMatchObject({ position: 48, askTo: [64, 64] });
  expect(later.pairs[0]?.documentsNeeded).toBeGreaterThan(0);
});

test("the order in which answers come changes nothing: any schedule ends in the race of all outcomes at once", () => {
  const skill = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  const claim = fc.constantFrom("population" as const, "benchmark" as const);
  const goal = fc.constantFrom("pairs" as const, { top: 1 }, { top: 2 });
  fc.assert(
    fc.property(fc.array(skill, { minLength: 2, maxLength: 5 }), fc.nat(), claim, goal, (skills, seed, ownClaim, ownGoal) => {
      const outcomes = network(skills, seed, 200);
      const rules = { ...RULES, documents: 200, claim: ownClaim, goal: ownGoal, giveUpBelow: 0.05 };
      const random = generator(seed + 1);
      const known = outcomes.map(() => new Float32Array(200).fill(Number.NaN));
      const answered = outcomes.map(() => 0);
      let state = replayRace(known, answered, rules);
      while (state.ended === null) {
        const behind = answered.flatMap((own, worker) => (own < (state.askTo[worker] ?? 0) ? [worker] : []));
        const worker = behind[Math.floor(random() * behind.length)] ?? 0;
        const from = answered[worker] ?? 0;
        const to = Math.min(state.askTo[worker] ?? 0, from + 1 + Math.floor(random() * 20));
        known[worker]?.set(outcomes[worker]?.subarray(from, to) ?? [], from);
        answered[worker] = to;
        state = replayRace(known, answered, rules);
      }
      expect(state).toEqual(replayRace(outcomes, everything(outcomes), rules));
      expect(answered).toEqual(state.askTo);
    }),
    { numRuns: 30 },
  );
});

// Goal: equal workers are separated in at most alpha of the runs. Method: seeded runs, counted; the bound is four deviations above alpha.
test.each(["population", "benchmark"] as const)("of 1,500 races between four equal workers at most alpha claims anything: %s", (claim) => {
  const RUNS = 1500;
  const random = generator(20_261_124);
  let wrong = 0;
  for (let run = 0; run < RUNS; run++) {
    const skill = 0.2 + 0.6 * random();
    const outcomes = Array.from({ length: 4 }, () =>
      claim === "population" ? Float32Array.from({ length: 300 }, () => Number(random() < skill)) : shuffledRights(300, skill, random),
    );
    const { pairs } = replayRace(outcomes, everything(outcomes), { ...RULES, documents: 300, claim });
    wrong += Number(pairs.some(({ better }) => better !== null));
  }
  expect(wrong / RUNS).toBeLessThanOrEqual(0.05 + 4 * Math.sqrt((0.05 * 0.95) / RUNS));
  // It must not be sound only because it never speaks.
  expect(wrong).toBeGreaterThan(0);
});

/** The same number of right answers for everybody, in random places: equal on the whole benchmark. */
function shuffledRights(documents: number, share: number, random: () => number): Float32Array {
  const right = Math.round(share * documents);
  const keyed = Array.from({ length: documents }, (_, place) => ({ isRight: Number(place < right), key: random() }));
  return Float32Array.from(keyed.toSorted((a, b) => a.key - b.key).map(({ isRight }) => isRight));
}
