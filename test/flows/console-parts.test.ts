import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffTexts } from "../../web/src/elements/diff-parts.ts";
import { groupByBracket } from "../../web/src/leaderboard/group-by-bracket.ts";
import { scoreAxis } from "../../web/src/leaderboard/score-axis.ts";
import { NOTHING_SHOWN, show } from "../../web/src/playground/columns.ts";
import { readSettings, toQuery } from "../../web/src/playground/settings.ts";
import { listMetrics, listResults, standardErrorName } from "../../web/src/runs/list-results.ts";
import { findExtracted } from "../../web/src/samples/find-extracted.ts";
import { createSamplePages } from "../../web/src/samples/sample-pages.ts";
import { toCurl } from "../../web/src/samples/to-curl.ts";
import type { SampleRow } from "../../web/src/api/types.ts";

test("the axis holds every interval, has few round ticks, and grows to the right", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit, unit), { minLength: 1, maxLength: 20 }), (triples) => {
      const rows = triples
        .map((triple) => triple.toSorted((a, b) => a - b))
        .map(([low = 0, score = 0, high = 0]) => ({ low, score, high }));
      const axis = scoreAxis(rows);
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      expect(axis.ticks.length).toBeLessThanOrEqual(7);
      for (const { low, score, high } of rows) {
        for (const value of [low, score, high]) {
          expect(axis.position(value)).toBeGreaterThan(0);
          expect(axis.position(value)).toBeLessThan(100);
        }
        expect(axis.position(high)).toBeGreaterThanOrEqual(axis.position(low));
      }
    }),
  );
  expect(scoreAxis([{ score: 0.42, low: 0.31, high: 0.58 }]).ticks).toEqual([0.3, 0.4, 0.5, 0.6]);
  expect(scoreAxis([]).ticks.at(0)).toBe(0);
});

test("a bracket is a stretch of neighbours", () => {
  const rows = [1, 1, 2, 3, 3].map((bracket, index) => ({ bracket, index }));
  expect(groupByBracket(rows).map((group) => group.map(({ index }) => index))).toEqual([[0, 1], [2], [3, 4]]);
});

test.each([
  ["I have A pen. The answer is (C). Is A right?", "C", 29],
  ["The answer is: **12,345** of them", "12345", 17],
  ["7 and 8 make 15\n#### 15", "15", 21],
  [String.raw`so \boxed{42}.`, "42", 10],
  ["we get 3, then 30, then 3 again", "3", 24],
])("%s: %s is found", (text, extracted, start) => {
  expect(findExtracted(text, extracted)?.start).toBe(start);
});

test.each([
  ["A cat is A cat", "A"],
  ["Only B", "[invalid]"],
  ["nothing here", ""],
])("%s: %s is not found, so nothing is marked", (text, extracted) => {
  expect(findExtracted(text, extracted)).toBeNull();
});

test("what is marked reads as what was extracted, whatever it contains", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (before, extracted, after) => {
      const text = `${before} ${extracted} ${after}`;
      const place = findExtracted(text, extracted);
      const marked = place === null ? extracted : text.slice(place.start, place.end);
      expect(marked.replaceAll(",", "").trim()).toBe(extracted.replaceAll(",", "").trim());
    }),
  );
});

test("a shell gives curl the very body, whatever the prompt contains", () => {
  const strange = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(strange, (content) => {
      const request = { endpoint: "chat" as const, body: { messages: [{ role: "user", content }], temperature: 0 } };
      const command = toCurl({ origin: "http://127.0.0.1:1", worker: "it's", request, needsKey: true });
      const given = execFileSync("sh", ["-c", `curl() { for last; do :; done; printf %s "$last"; }\n${command}`], { encoding: "utf8" });
      expect(JSON.parse(given)).toEqual({ model: "it's", ...request.body });
    }),
    { numRuns: 30 },
  );
});

test("a list of 200,000 samples is walked to its end and back, a few pages in memory", async () => {
  const total = 200_000;
  const pageSize = 100;
  let requests = 0;
  let onTheWay = 0;
  const load = async (after: string | null) => {
    requests++;
    onTheWay++;
    const start = after === null ? 0 : Number(after) + 1;
    const samples = Array.from({ length: Math.min(pageSize, total - start) }, (_, offset) => sampleRow(start + offset));
    await Promise.resolve();
    onTheWay--;
    const last = start + samples.length;
    return { samples, next: last < total ? String(last - 1) : null };
  };
  let change = Promise.withResolvers<void>();
  const changed = () => {
    change = Promise.withResolvers();
    return change.promise;
  };
  const pages = createSamplePages(load, pageSize, () => change.resolve());
  for (let place = 0; !pages.isComplete; place = pages.count) {
    const next = changed();
    pages.show(place, place + 20);
    await next;
  }
  expect(pages.count).toBe(total);
  expect(pages.row(total - 1)?.ordinal).toBe(total - 1);
  // The beginning was dropped, and comes back by its remembered cursor.
  expect(pages.row(0)).toBeUndefined();
  const before = requests;
  const next = changed();
  pages.show(0, 20);
  await next;
  expect(pages.row(5)?.ordinal).toBe(5);
  expect(requests - before).toBe(1);
  expect(pages.indexOf(7, 1)).toBe(7);
  expect(pages.count).toBe(total);
  expect(onTheWay).toBe(0);
  const kept = Array.from({ length: total / pageSize }, (_, page) => pages.row(page * pageSize)).filter(Boolean).length;
  expect(kept).toBeLessThanOrEqual(40);
});

test("a page that failed is asked for again, and what was read stays", async () => {
  let isDown = true;
  const pages = createSamplePages(
    async () => {
      if (isDown) throw new Error("down");
      return { samples: [sampleRow(0)], next: null };
    },
    100,
    () => change.resolve(),
  );
  let change = Promise.withResolvers<void>();
  const shown = () => {
    change = Promise.withResolvers();
    pages.show(0, 10);
    return change.promise;
  };
  await shown();
  expect(pages.problem).toMatchObject({ message: "down" });
  isDown = false;
  await shown();
  expect(pages.problem).toBeUndefined();
  expect([pages.count, pages.isComplete]).toEqual([1, true]);
});

test("a group comes before its tasks, and standard errors stand beside their metric", () => {
  const workers = { a: { n: 2, metrics: { "exact_match,strict": 0.5, "exact_match_stderr,strict": 0.5 }, intervals: {}, errors: {} } };
  const lines = listResults({
    run: "r",
    state: "done",
    tasks: { group: { n: 4, workers, subtasks: { one: { n: 2, workers }, two: { n: 2, workers } } }, alone: { n: 1, workers } },
    leaderboard: [],
    brackets: [],
    warnings: [],
  });
  expect(lines.map(({ task, isSubtask }) => [task, isSubtask])).toEqual([
    ["group", false],
    ["one", true],
    ["two", true],
    ["alone", false],
  ]);
  expect(listMetrics(lines)).toEqual(["exact_match,strict"]);
  expect(standardErrorName("exact_match,strict")).toBe("exact_match_stderr,strict");
});

function sampleRow(ordinal: number): SampleRow {
  return {
    ordinal,
    task: "t",
    docId: ordinal,
    uid: 1,
    worker: "w",
    target: "",
    text: "",
    extracted: null,
    score: 1,
    fault: null,
    durationMs: 1,
  };
}

test("a token diff has every character of both texts, and what is common is the same on both sides", () => {
  const text = fc.array(fc.constantFrom("the ", "answer ", "is ", "42", "\n", ", ", "é"), { maxLength: 20 }).map((words) => words.join(""));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const diff = diffTexts(a, b);
      expect(diff?.a.map((part) => part.text).join("")).toBe(a);
      expect(diff?.b.map((part) => part.text).join("")).toBe(b);
      const common = (parts: { text: string; isOwn: boolean }[] = []) => parts.flatMap((part) => (part.isOwn ? [] : part.text)).join("");
      expect(common(diff?.a)).toBe(common(diff?.b));
    }),
  );
  expect(diffTexts("It is 41.", "It is 42.")?.a.filter(({ isOwn }) => isOwn)).toEqual([{ text: "41", isOwn: true }]);
});

test("a comparison is put together from its events, and settings come back from their query", () => {
  const end = {
    durationMs: 1,
    firstTokenMs: null,
    finishReason: null,
    promptTokens: null,
    completionTokens: null,
    cost: null,
    message: null,
  };
  const answers = [0, 1].map((position) => ({ position, worker: null }));
  const shown = [
    { type: "asked", comparison: "c", mode: "random", seed: 1, blind: true, wanted: 2, answers },
    { type: "delta", position: 1, text: "a" },
    { type: "delta", position: 0, text: "b" },
    { type: "delta", position: 1, text: "c" },
    { type: "end", position: 1, outcome: "ok", ...end },
  ] as const;
  const result = shown.reduce((state, event) => show(state, { ...event, ...("answers" in event && { answers }) } as never), NOTHING_SHOWN);
  expect(result.columns.map((column) => [column.text, column.end?.outcome])).toEqual([
    ["b", undefined],
    ["ac", "ok"],
  ]);
  expect(() => show(result, { type: "error", message: "gone" })).toThrow("gone");
  const settings = { mode: "named", k: 3, workers: ["a", "b"], temperature: "0.5", maxTokens: "", isBlind: true } as const;
  expect(readSettings(new URLSearchParams(toQuery({ ...settings, workers: ["a", "b"] })))).toEqual(settings);
  expect(toQuery(readSettings(new URLSearchParams()))).toBe("");
});
