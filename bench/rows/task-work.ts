import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Document, loadTaskIndex, resolveTasks } from "../../src/evals/tasks/index.ts";
import type { BenchContext, Comparison, OpenRow, Plan, Row } from "../row.ts";
import { taskSubjects, type TaskWork } from "../task-work.ts";

const COMPARISONS: readonly Comparison[] = [{ metric: "perCpuSecond", label: "documents/CPU-second", kind: "ratio", better: "higher" }];

/** The compiler of this engine is done after about 60,000 answers. */
const WARM_UPS = 8;

export const buildRow: Row = {
  name: "build requests",
  about: "completion prompts of documents in memory, few-shot examples included",
  open: (context) => openRow(context, ["MMLU, 5-shot"]),
};

export const scoreRow: Row = {
  name: "score",
  about: "filters and metrics of answers in memory",
  open: (context) => openRow(context, ["MMLU-Pro answers", "MATH answers"]),
};

const WORK: Readonly<Record<string, (count: number) => Promise<TaskWork>>> = {
  "MMLU, 5-shot": async (most) => ({
    config: { ...(await configOf("mmlu_anatomy_generative")), num_fewshot: 5 },
    // lm_eval takes 7 ms a document.
    rows: choiceRows(Math.min(most, 2000)),
    fewshots: choiceRows(5),
    answers: null,
  }),
  "MMLU-Pro answers": async (count) => ({
    config: { ...withoutFunctions(await configOf("mmlu_pro_law")), num_fewshot: 0 },
    rows: choiceRows(count).map((row) => ({ ...row, answer: "ABCD"[Number(row["answer"])] })),
    fewshots: [],
    answers: choiceRows(count).map(
      (_, at) => `${"Let us think about what the question says. ".repeat(20)}The answer is (${"ABCD"[at % 3]}).`,
    ),
  }),
  "MATH answers": async (count) => ({
    config: { ...(await configOf("leaderboard_math_algebra_hard")), num_fewshot: 0 },
    rows: mathRows(Math.min(count, 400)),
    fewshots: [],
    answers: mathRows(Math.min(count, 400)).map(
      (_, at) => `We simplify step by step. Final Answer: The final answer is $${mathAnswer(at + (at % 2))}$. I hope it is correct.`,
    ),
  }),
};

async function openRow(context: BenchContext, names: readonly string[]): Promise<OpenRow> {
  const plans: Plan[] = [];
  const skipped: string[] = [];
  for (const name of names) {
    const directory = join(context.directory, name.replaceAll(/\W/g, ""));
    mkdirSync(directory);
    const work = await WORK[name]?.(context.isSmoke ? 100 : 10_000);
    if (work === undefined) throw new Error(`no work ${name}`);
    const opened = await taskSubjects({ ...context, directory }, work);
    // Neither side's start is counted: a process that has scored so much before is what a server is, and lm_eval's does not get faster.
    for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await opened.subjects[0]?.measure();
    plans.push({ name, subjects: opened.subjects, comparisons: COMPARISONS });
    skipped.push(...opened.skipped.map((peer) => `${name}: ${peer}`));
  }
  return { plans, skipped, async [Symbol.asyncDispose]() {} };
}

async function configOf(name: string): Promise<Record<string, unknown>> {
  const [task] = resolveTasks(await loadTaskIndex(), [name]).tasks;
  if (task === undefined) throw new Error(`no task ${name}`);
  return JSON.parse(JSON.stringify(task.config)) as Record<string, unknown>;
}

/** MMLU-Pro's filters and metrics over plain rows: its functions are Python in lm_eval. */
function withoutFunctions(config: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(config).filter(([key]) => !["process_docs", "fewshot_config", "fewshot_split"].includes(key));
  return { ...Object.fromEntries(kept), doc_to_text: "{{question}}" };
}

function choiceRows(count: number): Document[] {
  return Array.from({ length: count }, (_, at) => ({
    question: `Question ${at}. ${"Which of these is true of the thing that was described before, and why is it so? ".repeat(3)}`,
    choices: ["the first of them", "the second, which is longer", `the ${at}th`, "none"],
    answer: at % 4,
  }));
}

function mathRows(count: number): Document[] {
  return Array.from({ length: count }, (_, at) => ({
    problem: `Simplify number ${at}.`,
    level: "Level 5",
    type: "Algebra",
    solution: `We have $x = ${at} + ${at}$, and so on, so that $y^2 = x$. The answer is $\\boxed{${mathAnswer(at)}}$.`,
  }));
}

/** Of the forms that answers to MATH take. */
function mathAnswer(at: number): string {
  const forms = [
    `${at}`,
    `\\frac{${at}}{7}`,
    `${at}\\sqrt{3}`,
    `(${at},${at + 1})`,
    `x^2+${at}x+1`,
    `[0,${at + 1})`,
    `${at}\\pi`,
    `\\frac{x+${at}}{2}`,
  ];
  return forms[at % forms.length] ?? "";
}
