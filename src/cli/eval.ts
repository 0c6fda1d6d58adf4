import type { RunDetail, RunResult, RunSettings } from "../evals/index.ts";
import { defineCommand, EXIT, type CommandInput, type Context, type ExitCode } from "./command.ts";
import { addAdHocWorker } from "./lm-eval/ad-hoc-worker.ts";
import { LM_EVAL_OPTIONS } from "./lm-eval/options.ts";
import { printPrompts } from "./lm-eval/print-prompts.ts";
import { renderHarnessTables, reportInHarnessForm } from "./lm-eval/report-in-harness-form.ts";
import { lmEvalSettings, type LmEvalSettings } from "./lm-eval/settings-of.ts";
import { parseBudget } from "./parse-budget.ts";
import { parseClusters } from "./parse-clusters.ts";
import { parseNumber } from "./parse-number.ts";
import { parseRace, RACE_OPTIONS } from "./parse-race.ts";
import { followRun } from "./run/follow-run.ts";
import { renderResult } from "./run/render-result.ts";
import { reportEnd } from "./run/report-end.ts";
import { reportSilentWorkers } from "./run/report-silent-workers.ts";
import { UsageError } from "./usage-error.ts";

const options = {
  tasks: { type: "string", short: "t", value: "T,…", about: "Tasks, groups or tags; * matches any part" },
  workers: { type: "string", value: "A,B|all", about: "Workers by name or uid (default: all)" },
  num_fewshot: { type: "string", short: "f", value: "N", about: "Few-shot examples a prompt (default: the task's own number)" },
  limit: { type: "string", short: "L", value: "N", about: "Only the first N documents of each task; below 1, that share of them" },
  seed: {
    type: "string",
    value: "S",
    about: "Seed of few-shots and procedural documents (default 1234), or lm_eval's four: 0,1234,1234,1234",
  },
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
  ...LM_EVAL_OPTIONS,
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
    "assay eval --model local-chat-completions --model_args base_url=http://127.0.0.1:8000/v1/chat/completions,model=qwen \\",
    "           --tasks gsm8k --limit 100 --apply_chat_template --fewshot_as_multiturn --output_path out --log_samples",
  ],
  async run(context, input) {
    const { settings, asked } = toSettings(input);
    for (const warning of asked.warnings) context.err(`Warning: ${warning}`);
    if (asked.model) {
      const apiKey = context.config.openaiApiKey?.reveal();
      settings.workers = [await addAdHocWorker(context.client, asked.model, { apiKey, isKept: input.values.keep_worker })];
    }
    const created = await start(context, settings, asked, input.values.keep_worker);
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
    return report(context, run, input);
  },
});

/** A run that is refused leaves no worker behind. */
async function start(context: Context, settings: WantedSettings, { model }: LmEvalSettings, isKept: boolean): Promise<RunDetail> {
  try {
    return await context.client.post<RunDetail>("/assay/v1/runs", settings);
  } catch (error) {
    const [name] = settings.workers ?? [];
    if (model && !isKept) await context.client.delete(`/assay/v1/workers/${encodeURIComponent(String(name))}`).catch(() => {});
    throw error;
  }
}

async function report(context: Context, run: RunDetail, { values }: Input): Promise<ExitCode> {
  const result = await context.client.get<RunResult>(`/assay/v1/runs/${run.id}/results`);
  for (const warning of result.warnings) context.err(`Warning: ${warning}`);
  if (values.write_out) await printPrompts(context, run);
  const isHarness = values.model !== undefined || values.output_path !== undefined || values.show_config;
  const reports = isHarness
    ? await reportInHarnessForm(context, run, {
        outputPath: values.output_path,
        hasSamples: values.log_samples || values.predict_only,
        showConfig: values.show_config,
      })
    : [];
  const [own] = reports;
  const { run: id, tasks, leaderboard, brackets, warnings } = result;
  context.result({ run: id, tasks, leaderboard, brackets, ...(run.race && { race: run.race }), warnings }, () =>
    values.model !== undefined && own ? [headOf(values), renderHarnessTables(own)].join("\n") : renderResult(result, run),
  );
  const code = reportEnd(context, run);
  if (code !== EXIT.ok) return code;
  return reportSilentWorkers(result, context.err) ? EXIT.error : EXIT.ok;
}

const none = (value: string | undefined) => value ?? "None";

/** The line over lm_eval's table. */
function headOf({ model, model_args: args, gen_kwargs: gen, limit, num_fewshot: shots, batch_size: batch }: Input["values"]): string {
  return `${model} (${none(args)}), gen_kwargs: (${none(gen)}), limit: ${none(limit)}, num_fewshot: ${none(shots)}, batch_size: ${batch ?? 1}`;
}

/** The body of the run to start: defaults are the server's. */
type WantedSettings = Omit<Partial<RunSettings>, "untilResolved"> & { untilResolved?: object | undefined };

function toSettings({ values }: Input): { settings: WantedSettings; asked: LmEvalSettings } {
  if (!values.tasks) throw new UsageError("assay eval needs --tasks, such as --tasks gsm8k,mmlu_pro.", "--tasks");
  if (/^list(_groups|_tags|_subtasks)?$/.test(values.tasks)) {
    throw new UsageError(`--tasks ${values.tasks} asks for nothing: \`assay task list\` lists tasks, groups and tags.`, "--tasks");
  }
  if (values.model !== undefined && values.workers !== undefined) throw new UsageError("Give --model or --workers, not both.", "--workers");
  if (values.completions && values.apply_chat_template !== undefined) {
    throw new UsageError("Give --completions or --apply_chat_template, not both.", "--completions");
  }
  const asked = lmEvalSettings(values);
  const race = parseRace(values);
  const clusters = parseClusters(values.cluster);
  const numbers = {
    numFewshot: parseNumber("--num_fewshot", values.num_fewshot),
    patienceSeconds: parseNumber("--patience", values.patience),
  };
  const settings = {
    tasks: toList(values.tasks),
    workers: toList(values.workers ?? "all").map((name) => (/^\d+$/.test(name) ? Number(name) : name)),
    ...asked.settings,
    ...(Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)) as Partial<RunSettings>),
    ...(values.budget !== undefined && { budget: parseBudget(values.budget) }),
    ...(clusters && { clusters }),
    ...(race && { untilResolved: race }),
    ...(values.completions && { applyChatTemplate: false, fewshotAsMultiturn: false }),
    ...(values.system_instruction !== undefined && { systemInstruction: values.system_instruction }),
  };
  return { settings, asked };
}

function toList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
