import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { mersenne } from "pure-rand/generator/mersenne";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { expect, test } from "vitest";
import { rankWorkers, type RankEntry } from "../../../src/stats/index.ts";

// Goal: on real answers of real models, looked at early and often, no pair is separated against the order of the full
// benchmark. Method: the ten recorded models, documents in 200 seeded orders, looked at ever more documents.
const DATA = join(import.meta.dirname, "..", "..", "..", "..", "shared", "data", "mmlu_pro");
// 200 were run once: none wrong.
const REPETITIONS = 40;
const LOOKS = [25, 50, 100, 200, 400, 800, 1600, 3200, 6400];
const ALPHA = 0.05;

function readLines<T>(path: string): T[] {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as T);
}

/** What each recorded model got right, over the same documents; NaN where the recording has no answer. */
function readOutcomes(): RankEntry[] {
  const documents = readLines<{ question_id: number; answer: string }>(join(DATA, "test.jsonl.gz"));
  const files = readdirSync(join(DATA, "recorded")).filter((name) => name.endsWith(".jsonl.gz"));
  return files.map((file) => {
    const rows = readLines<{ question_id: number; text: string }>(join(DATA, "recorded", file));
    const answers = new Map(rows.map(({ question_id: id, text }) => [id, /answer is \(?([ABCDEFGHIJ])\)?/.exec(text)?.[1]]));
    const outcomes = Float32Array.from(documents, ({ question_id: id, answer }) =>
      answers.has(id) ? Number(answers.get(id) === answer) : Number.NaN,
    );
    return { name: file.replace(".jsonl.gz", ""), outcomes };
  });
}

test.skipIf(!existsSync(DATA))("ten recorded models are never separated wrongly, however early one looks", { timeout: 300_000 }, () => {
  const entries = readOutcomes();
  const full = rankWorkers(entries, { alpha: ALPHA, method: "exact" });
  expect(full.map(({ bracket }) => bracket)).toEqual([1, 2, 3, 3, 4, 5, 5, 6, 7, 8]);
  const order = full.map(({ name }) => name);
  let wrong = 0;
  let separated = 0;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const generator = mersenne(repetition);
    const shuffled = Array.from(entries[0]?.outcomes ?? [], (_, index) => index);
    // Only the documents that are looked at need an order.
    for (let i = 0; i < (LOOKS.at(-1) ?? 0); i++) {
      const j = uniformInt(generator, i, shuffled.length - 1);
      [shuffled[i], shuffled[j]] = [shuffled[j] ?? 0, shuffled[i] ?? 0];
    }
    const isWrong = LOOKS.some((documents) => {
      const seen = shuffled.slice(0, documents);
      const part = entries.map(({ name, outcomes }) => ({
        name,
        outcomes: Float32Array.from(seen, (index) => outcomes[index] ?? Number.NaN),
      }));
      const ranked = rankWorkers(part, { alpha: ALPHA, method: "anytime" });
      const claims = ranked.flatMap(({ name, pairs }) =>
        pairs.filter((pair) => pair.resolved && pair.wins > pair.losses).map((pair) => [name, pair.other] as const),
      );
      separated = Math.max(separated, claims.length);
      return claims.some(([better, worse]) => order.indexOf(better) > order.indexOf(worse));
    });
    wrong += Number(isWrong);
  }
  expect(wrong).toBeLessThanOrEqual(REPETITIONS * ALPHA);
  // Half of the documents decide most of the 45 pairs; all of them decide 43.
  expect(separated).toBeGreaterThan(36);
});
