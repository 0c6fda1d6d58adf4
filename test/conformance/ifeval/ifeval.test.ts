import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadTaskIndex, resolveTasks, scoreAnswer } from "../../../src/evals/tasks/index.ts";

interface Vector {
  instruction: string;
  kwargs: Record<string, unknown>;
  response: string;
  strict: boolean;
  loose: boolean;
}

/** `ASSAY_IFEVAL_VECTORS` names another file of the same form, such as a larger one. */
const FILE = process.env["ASSAY_IFEVAL_VECTORS"] ?? new URL("vectors.jsonl", import.meta.url);

test("every instruction is judged as lm-evaluation-harness judges it, strictly and loosely", async () => {
  const vectors = readFileSync(FILE, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Vector);
  const [task] = resolveTasks(await loadTaskIndex(), ["ifeval"]).tasks;
  if (task === undefined) throw new Error("no task ifeval");
  const judged = vectors.map(({ instruction, kwargs, response }) => {
    const document = { key: 1, prompt: "", instruction_id_list: [instruction], kwargs: [{ ...kwargs, unused: null }] };
    const metrics = scoreAnswer(task, document, response).results["none"]?.metrics;
    return {
      instruction,
      kwargs,
      response,
      strict: metrics?.["prompt_level_strict_acc"] === 1,
      loose: metrics?.["prompt_level_loose_acc"] === 1,
    };
  });
  expect(new Set(vectors.map(({ instruction }) => instruction)).size).toBe(24);
  const differing = judged.filter(({ strict, loose }, at) => strict !== vectors[at]?.strict || loose !== vectors[at]?.loose);
  expect(differing).toEqual([]);
});

test("over all documents an instruction counts once, and a prompt only when all of its instructions are followed", async () => {
  const [task] = resolveTasks(await loadTaskIndex(), ["ifeval"]).tasks;
  if (task === undefined) throw new Error("no task ifeval");
  const document = {
    key: 2,
    prompt: "p",
    instruction_id_list: ["punctuation:no_comma", "length_constraints:number_sentences", "keywords:existence"],
    kwargs: [{}, { num_sentences: 2, relation: "at least" }, { keywords: ["moon"] }],
  };
  const { results, headline } = scoreAnswer(task, document, "I saw Mr. Smith at 3 p.m. near the U.S. embassy. It was raining!");
  expect(headline).toBe(0);
  expect(results["none"]).toMatchObject({
    metrics: { prompt_level_strict_acc: 0, inst_level_strict_acc: 2 / 3, inst_level_loose_acc: 2 / 3 },
    parts: { inst_level_strict_acc: [2, 3], inst_level_loose_acc: [2, 3] },
  });
});
