import type { RunDetail, RunResult, RunSettings } from "../evals/index.ts";
import { defineCommand, EXIT, type CommandInput } from "./command.ts";
import { parseBudget } from "./parse-budget.ts";
import { parseClusters } from "./parse-clusters.ts";
import { parseRace, RACE_OPTIONS } from "./parse-race.ts";
import { followRun } from "./run/follow-run.ts";
import { renderResult } from "./run/render-result.ts";
import { reportEnd } from "./run/report-end.ts";
import { UsageError } from "./usage-error.ts";
import { parseNumber } from "./parse-number.ts";

const options = {
  tasks: { type: "string", value: "T,…", about: "Tasks, groups or tags; * matches any part" },
  workers: { type: "string", value: "A,B|all", about: "Workers by name or uid (default: all)" },
  num_fewshot: { type: "string", value: "N", about: "Few-shot examples a prompt (default: the task's own number)" },
  limit: { type: "string", value: "N", about: "Only the first N documents of each task" },
  seed: { type: "string", value: "S", about: "Seed of few-shots and procedural documents (default 1234)" },
  completions: { type: "boolean", about: "One completion prompt instead of chat messages" },
  system_instruction: { type: "string", value: "TEXT", about: "System message before every prompt" },
  patience: { type: "string", value: "SECONDS", about: "Without an answer for so long, a worker is given up (default 20)" },
  budget: { type: "string", value: "CAPS", about: "The most that the run may take: calls=5000,tokens=2000000,usd=2.5 (any of them)" },
  ...RACE_OPTIONS,
  cluster: {
    type: "string",
    value: "TASK=FIELD,…",
    about: "Documents with the same value of the field go together: errors are clustered by it",
  },
  detach: { type: "boolean", about: "Start the run on the running server and return at once" },
} as const;

type Input = CommandInput<typeof options>;

export const command = defineCommand({
  path: "eval",
  summary: "Ask workers the documents of tasks and score the answers",
  options,
  examples: [
    "assay eval --tasks fresh_arithmetic --workers all --limit 50",
    "assay eval --tasks gsm8k --workers a,b --num_fewshot 0 --json",
    "assay eval --tasks mmlu_pro --until-resolved top=3 --budget calls=20000",
  ],
  async run(context, input) {
    const settings = toSettings(input);
    const created = await context.client.post<RunDetail>("/assay/v1/runs", settings);
    if (input.values.detach) {
      context.result({ run: created.id }, () => `Run ${created.id} started: follow it with \`assay run show ${created.id}\`.`);
      return EXIT.ok;
    }
    context.err(`Run ${created.id}: ${created.taskNames.length} tasks x ${created.workers.length} workers.`);
    const run = await followRun(context, created.id);
    if (context.signal.aborted) {
      context.err(`Interrupted. What was answered is stored: \`assay run resume ${created.id}\` goes on.`);
      return EXIT.interrupted;
    }
    const result = await context.client.get<RunResult>(`/assay/v1/runs/${run.id}/results`);
    for (const warning of result.warnings) context.err(`Warning: ${warning}`);
    context.result(toReport(result, run), () => renderResult(result, run));
    const code = reportEnd(context, run);
    if (code !== EXIT.ok) return code;
    return reportSilentWorkers(result, context.err) ? EXIT.error : EXIT.ok;
  },
});

/** A worker without one answer is a failure of the command: the others' results stand. */
function reportSilentWorkers(result: RunResult, err: (line: string) => void): boolean {
  const silent = result.leaderboard.filter(({ worker }) => Object.values(result.tasks).every((task) => task.workers[worker]?.n === 0));
  for (const { worker } of silent) {
    const errors = Object.values(result.tasks).flatMap((task) => Object.entries(task.workers[worker]?.errors ?? {}));
    err(`Error: ${worker} answered nothing (${errors.map(([fault, count]) => `${fault}: ${count}`).join(", ")}).`);
  }
  return silent.length > 0;
}

function toReport({ run, tasks, leaderboard, warnings }: RunResult, { race }: RunDetail): object {
  return { run, tasks, leaderboard, ...(race && { race }), warnings };
}

function toSettings({ values }: Input): object {
  if (!values.tasks) throw new UsageError("assay eval needs --tasks, such as --tasks gsm8k,mmlu_pro.", "--tasks");
  const race = parseRace(values);
  const clusters = parseClusters(values.cluster);
  const numbers = {
    numFewshot: parseNumber("--num_fewshot", values.num_fewshot),
    limit: parseNumber("--limit", values.limit),
    seed: parseNumber("--seed", values.seed),
    patienceSeconds: parseNumber("--patience", values.patience),
  };
  return {
    tasks: toList(values.tasks),
    workers: toList(values.workers ?? "all").map((name) => (/^\d+$/.test(name) ? Number(name) : name)),
    ...(Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)) as Partial<RunSettings>),
    ...(values.budget !== undefined && { budget: parseBudget(values.budget) }),
    ...(clusters && { clusters }),
    ...(race && { untilResolved: race }),
    ...(values.completions && { applyChatTemplate: false, fewshotAsMultiturn: false }),
    ...(values.system_instruction !== undefined && { systemInstruction: values.system_instruction }),
  };
}

function toList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
