import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { createRequestBuilder, loadTaskIndex, resolveTasks, restoreTask } from "../../../src/evals/tasks/index.ts";
import { checkVectors } from "./check-vectors.ts";
import { readFewshots } from "./golden-tasks.ts";
import { isMet } from "./outcome.ts";
import { openVectors } from "./vectors.ts";

/** Reference results of lm-evaluation-harness 0.4.9, and BIG-Bench Hard's published prompts: beside the checkout, never part of it. */
const ROOT = fileURLToPath(new URL("../../../../shared/golden/lm-eval/", import.meta.url));
const PROMPTS = fileURLToPath(new URL("../../../../shared/data/bbh/", import.meta.url));
const sets = ["dev", "held"].map((name) => ROOT + name).filter((path) => existsSync(path));
const missing = sets.length === 0 ? `: skipped, there are no reference results at ${ROOT}` : "";

describe.skipIf(missing !== "")(`conformance with lm-evaluation-harness${missing}`, () => {
  test.each(sets)("%s: every bar is met", async (directory) => {
    const outcomes = await checkVectors(directory);
    const missed = outcomes.filter((outcome) => !isMet(outcome));
    expect(missed.map(({ file, family, disagreements }) => ({ file, family, disagreements }))).toEqual([]);
    // A folder that was read wrongly would agree with everything.
    expect(outcomes.length).toBeGreaterThan(30);
    expect(outcomes.reduce((sum, { total }) => sum + total, 0)).toBeGreaterThan(1000);
  });

  test.skipIf(!existsSync(PROMPTS))("the published prompts of BIG-Bench Hard hold the harness's examples", async () => {
    const { tasks } = resolveTasks(await loadTaskIndex([PROMPTS]), ["bbh"]);
    const fewshots = readFewshots(openVectors(sets[0] ?? ""));
    expect(tasks.length).toBe(27);
    for (const task of tasks) {
      const theirs = restoreTask({ ...task.config, fewshot_config: { sampler: "first_n", samples: fewshots.get(task.name) } });
      const [found, wanted] = [task, theirs].map((of) => createRequestBuilder(of, [])({ input: "?", target: "!" }).body);
      expect(found).toEqual(wanted);
    }
  });
});
