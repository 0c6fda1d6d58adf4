import fc from "fast-check";
import { expect, test } from "vitest";

import { type Answer, consensus, isDecided, vote } from "./index.ts";

const RATIONALES = [
  "She sells nine eggs for two dollars each.",
  "Sixteen eggs less seven leaves nine; nine times two.",
  "First the breakfast, then the muffins, then the market.",
];

/** @param value the answer it states; a text of its own for each uid */
function answer(uid: number, value: string | number, { owner = null, weight = 1 }: Partial<Answer> = {}): Answer {
  return { uid, owner, weight, text: `${RATIONALES[uid % 3]} Worker ${uid * 7919} says so.\nThe answer is ${value}.` };
}

test("the stated answer of most wins, its most central text is handed on", () => {
  const result = consensus([answer(1, 18), answer(2, "$18.00"), answer(3, 26)]);
  expect(result).toMatchObject({ accepted_answer: "18", method: "extracted", support_uids: [1, 2] });
  expect(result?.support).toBeCloseTo(2 / 3);
  expect(result?.agreement).toBeCloseTo(1 / 3);
  expect([1, 2]).toContain(result?.uid);
});

test("weights count: one trusted worker outweighs two others", () => {
  expect(consensus([answer(1, 18, { weight: 0.7 }), answer(2, 26, { weight: 0.2 }), answer(3, 26, { weight: 0.2 })])?.accepted_answer).toBe(
    "18",
  );
  expect(consensus([answer(1, 18, { weight: 0.3 }), answer(2, 26, { weight: 0.2 }), answer(3, 26, { weight: 0.2 })])?.accepted_answer).toBe(
    "26",
  );
});

test("workers of one owner have one vote, and near-duplicates of it count once in it", () => {
  const crowd = [4, 5, 6, 7].map((uid) => answer(uid, 99, { owner: "0xbad" }));
  expect(consensus([answer(1, 18), answer(2, 18), ...crowd])).toMatchObject({ accepted_answer: "18", support_uids: [1, 2] });
  const copies = [4, 5, 6].map((uid) => ({ ...answer(4, 99, { owner: "0x1" }), uid }));
  const shared = consensus([...copies, answer(7, 18, { owner: "0x1" }), answer(8, 18)]);
  expect(shared).toMatchObject({ accepted_answer: "18", support: 0.75 });
});

test("without stated answers the texts decide: what is garbled or off the topic is left out", () => {
  const texts = [
    "Tides come from the pull of the Moon on the oceans; the Sun adds a smaller part.",
    "The tides are caused by the pull of the Moon on the oceans, and to a smaller part of the Sun.",
    "The Moon pulls on the oceans and causes the tides. The Sun plays a smaller part.",
    "As a fish I enjoy a good recipe: fry the onions gently, add butter, serve warm.",
    "xkq zzv 0000 0000 0000 0000 0000 ~~~~ ~~~~ ~~~~ ~~~~ qpx qpx qpx qpx qpx qpx qpx",
  ];
  const result = consensus(texts.map((text, uid) => ({ uid, owner: null, text, weight: 1 })));
  expect(result).toMatchObject({ method: "similarity", support_uids: [0, 1, 2], support: 0.6 });
  expect(result?.accepted_answer).toBe(result?.text);
});

test("code is compared as text, whatever is said around it", () => {
  const add = (uid: number, body: string): Answer => ({ uid, owner: null, weight: 1, text: `Sure!\n\`\`\`js\n${body}\n\`\`\`` });
  const result = consensus([
    add(1, "export function add(a, b) {\n  return a + b;\n}"),
    add(2, "export function add(a, b) {\n    return a + b\n}"),
    add(3, "while (true) { console.error('out of order'); process.exit(7) }"),
  ]);
  expect(result).toMatchObject({ method: "similarity", support_uids: [1, 2] });
});

test("answers that state nothing abstain while half of the weight states something", () => {
  const mute = (uid: number): Answer => ({ uid, owner: null, weight: 1, text: `${RATIONALES.join(" ")} And so on, and on.` });
  expect(consensus([answer(1, 18), answer(2, 18), mute(3), mute(4)])).toMatchObject({ method: "extracted", support: 0.5 });
  expect(consensus([answer(1, 18), mute(3), mute(4)])).toMatchObject({ method: "similarity" });
  expect(vote([answer(1, 18), mute(3), mute(4)])).toMatchObject({ accepted_answer: "18", support: 1 });
  expect(vote([mute(3)])).toBeUndefined();
});

test("one opinion, empty texts and no answers", () => {
  expect(consensus([])).toBeUndefined();
  expect(consensus([answer(1, 18)])).toMatchObject({ method: "single", support: 1, agreement: 1, accepted_answer: "18" });
  expect(consensus([answer(1, 18), { ...answer(2, 0), text: " … " }])).toMatchObject({ method: "single", uid: 1 });
  expect(consensus([{ ...answer(2, 0), text: "" }])).toMatchObject({ text: "", uid: 2 });
});

const voter = { uid: fc.nat(9), owner: fc.option(fc.constantFrom("0x1", "0x2", "0x3")), weight: fc.constantFrom(0, 0.1, 0.2, 0.3, 0.5, 1) };
const stating = fc.record({ ...voter, value: fc.nat(3) }).map(({ value, ...who }) => ({ ...who, text: answer(who.uid, value).text }));
const anything = fc.record({
  ...voter,
  weight: fc.double(),
  text: fc.oneof(
    fc.string({ unit: "binary" }),
    stating.map(({ text }) => text),
  ),
});
const silent = fc.record(voter).map((who) => ({ ...who, text: `${RATIONALES.join(" ")} Worker ${who.uid} says no more than that.` }));
/** Workers have one owner and one weight, and answer once. */
const byWorker = { maxLength: 8, selector: ({ uid }: { uid: number }) => uid };

test("the order of the answers does not matter", () => {
  const shuffled = fc
    .array(anything, { maxLength: 8 })
    .chain((answers) => fc.tuple(fc.constant(answers), fc.shuffledSubarray(answers, { minLength: answers.length })));
  fc.assert(
    fc.property(shuffled, ([answers, others]) => {
      expect(consensus(others)).toEqual(consensus(answers));
      expect(vote(others)).toEqual(vote(answers));
    }),
  );
});

test("unanimous answers have all the support, and shares are shares", () => {
  fc.assert(
    fc.property(fc.uniqueArray(stating, { ...byWorker, minLength: 1 }), (answers) => {
      const agreeing = answers.map((one) => ({ ...one, text: answer(one.uid, 5).text }));
      expect(consensus(agreeing)).toMatchObject({ support: 1, agreement: 1, accepted_answer: "5" });
      const { support = -1, agreement = -1, uid = -1, support_uids: uids = [] } = consensus(answers) ?? {};
      expect(support).toBeGreaterThanOrEqual(0);
      expect(support).toBeLessThanOrEqual(1);
      expect(agreement).toBeGreaterThanOrEqual(0);
      expect(agreement).toBeLessThanOrEqual(1);
      expect(uids).toContain(uid);
    }),
  );
});

test("colluders of one owner never outvote two independent owners of the same weight", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("copy", "own words"), { minLength: 1, maxLength: 14 }), (crowd) => {
      const colluders = crowd.map((style, index) => ({
        ...answer(style === "copy" ? 10 : 10 + index, 99, { owner: "0xbad" }),
        uid: 10 + index,
      }));
      expect(consensus([answer(1, 18), answer(2, 18), ...colluders])).toMatchObject({ accepted_answer: "18" });
    }),
  );
});

test("what is decided stays decided, whatever the remaining workers answer or do not", () => {
  let decided = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(stating, silent), byWorker),
      fc.nat(8),
      fc.infiniteStream(fc.boolean()),
      (answers, count, silences) => {
        const [soFar, remaining] = [answers.slice(0, count), answers.slice(count)];
        if (!isDecided(soFar, remaining)) return;
        decided++;
        const all = [...soFar, ...remaining.filter(() => silences.next().value)];
        expect(vote(all)?.accepted_answer).toBe(vote(soFar)?.accepted_answer);
        expect(consensus(all)?.accepted_answer).toBe(consensus(soFar)?.accepted_answer);
        expect(consensus(all)?.method).not.toBe("similarity");
      },
    ),
    { numRuns: 2000 },
  );
  expect(decided).toBeGreaterThan(100);
});

test("three of five that agree decide; two of five do not; an owner with a worker to come may still move", () => {
  const rest = (...uids: number[]) => uids.map((uid) => answer(uid, ""));
  expect(isDecided([answer(1, 18), answer(2, 18), answer(3, 18)], rest(4, 5))).toBe(true);
  expect(isDecided([answer(1, 18), answer(2, 18)], rest(3, 4, 5))).toBe(false);
  expect(isDecided([answer(1, 18), answer(2, 18)], [answer(3, "")])).toBe(true);
  expect(isDecided([answer(1, 18), answer(2, 18, { owner: "0x1" })], [answer(3, "", { owner: "0x1" })])).toBe(false);
  expect(isDecided([answer(1, 18, { weight: 0 })], rest(2))).toBe(false);
  expect(isDecided([], [])).toBe(false);
});

test("sixteen megabytes of junk take hardly more than the parts that are read of them", () => {
  const junk = (repetitions: number) =>
    Array.from({ length: 16 }, (_, uid) => {
      return { uid, owner: null, weight: 1, text: String.fromCharCode(97 + uid, 32, 7 * uid + 256).repeat(repetitions) };
    });
  const fastest = (answers: Answer[]) => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      consensus(answers);
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  // 64 kB of each are read; a ratio, because how fast this machine is now says nothing.
  expect(fastest(junk(333_333)) / fastest(junk(22_000))).toBeLessThan(5);
});
