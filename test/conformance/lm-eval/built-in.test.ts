import { beforeAll, describe, expect, test } from "vitest";

import {
  createLikelihoodBuilder,
  createRequestBuilder,
  type Document,
  loadTaskIndex,
  resolveTasks,
  scoreLikelihoods,
  type TaskIndex,
} from "../../../src/evals/tasks/index.ts";
import { findDisagreements, goldenIsMissing, readGolden, readShared, SHARED_DATA } from "./golden.ts";
import { readFewshots } from "./golden-tasks.ts";

interface RequestRow {
  id: string;
  task: string;
  variant: string;
  num_fewshot: number;
  apply_chat_template: boolean;
  fewshot_as_multiturn: boolean;
  system_instruction: string | null;
  gen_kwargs_override: string | null;
  fewshot_fixture: string;
  doc: Document;
  prompt?: string;
  messages?: { role: string; content: string }[];
}

interface ChoiceRow {
  task: string;
  num_fewshot: number;
  doc_id: number;
  doc: Document;
  requests: [string, string][];
  loglikelihoods: number[];
  metrics: Record<string, number>;
}

/** The built-in task files, with the worked examples of BIG-Bench Hard from beside the checkout. */
describe.skipIf(goldenIsMissing !== null)(`built-in tasks ask as the harness's do (${goldenIsMissing ?? "dev and held"})`, () => {
  let index: TaskIndex;
  beforeAll(async () => {
    index = await loadTaskIndex([`${SHARED_DATA}/bbh`]);
  });

  test("prompts of every task that draws no examples at random", () => {
    const fewshots = readFewshots();
    const rows = readGolden<RequestRow>("requests.jsonl").filter(({ task }) => task !== "gsm8k");
    const disagreements = findDisagreements(rows, (row) => {
      const { tasks } = resolveTasks(index, [row.task]);
      const [task] = tasks;
      if (task === undefined) throw new Error(`no task ${row.task}`);
      const build = createRequestBuilder(task, fewshots.get(row.fewshot_fixture) ?? [], {
        numFewshot: row.num_fewshot,
        applyChatTemplate: row.apply_chat_template,
        fewshotAsMultiturn: row.fewshot_as_multiturn,
        systemInstruction: row.system_instruction,
      });
      const { body } = build(row.doc);
      return {
        name: row.id,
        found: body["prompt"] ?? body["messages"],
        wanted: row.prompt ?? row.messages?.map(({ role, content }) => ({ role, content })),
      };
    });
    expect(disagreements).toEqual([]);
  });

  test("likelihood requests and their scores", () => {
    const rows = readShared<ChoiceRow>("multiple_choice_reference.jsonl");
    const disagreements = findDisagreements(rows, (row) => {
      const [task] = resolveTasks(index, [row.task], { withLikelihoods: true }).tasks;
      if (task === undefined) throw new Error(`no task ${row.task}`);
      const pool = rows.filter((other) => other.task === row.task).map(({ doc }) => doc);
      const build = createLikelihoodBuilder(task, pool, { numFewshot: row.num_fewshot });
      // One generator draws the examples of all documents, in their order.
      const built = pool.map((doc) => build(doc)).find((_, at) => pool[at] === row.doc);
      const likelihoods = row.loglikelihoods.map((logprob) => ({ logprob, isGreedy: false }));
      const metrics = scoreLikelihoods(task, row.doc, likelihoods).results["none"]?.metrics ?? {};
      const isNear = Object.keys(row.metrics).every((key) => Math.abs((metrics[key] ?? Number.NaN) - (row.metrics[key] ?? 0)) < 1e-12);
      return {
        name: `${row.task} ${row.doc_id}`,
        found: [built?.requests.map(({ context, continuation }) => [context, continuation]), isNear || metrics],
        wanted: [row.requests, true],
      };
    });
    expect(disagreements).toEqual([]);
  });

  test("all groups resolve", () => {
    const names = [...index.entries].filter(([, { kind }]) => kind === "group").map(([name]) => name);
    const sizes = names.map((name) => [name, resolveTasks(index, [name], { withLikelihoods: true }).tasks.length]);
    expect(Object.fromEntries(sizes)).toMatchObject({
      mmlu: 57,
      mmlu_generative: 57,
      mmlu_pro: 14,
      mmlu_pro_categories: 14,
      bbh: 27,
      bbh_cot_fewshot: 27,
      leaderboard_math_hard: 7,
    });
  });
});
