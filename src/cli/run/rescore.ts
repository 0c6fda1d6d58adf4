import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RunDetail, RunResult } from "../../evals/index.ts";
import { defineCommand, EXIT } from "../command.ts";
import { parseObject } from "../lm-eval/parse-pairs.ts";
import { followRun } from "./follow-run.ts";
import { renderResult } from "./render-result.ts";
import { reportEnd } from "./report-end.ts";

export const command = defineCommand({
  path: "run rescore",
  summary: "Score a run's answers anew, without asking anybody; a run of its own",
  positionals: [{ name: "RUN", about: "The run whose answers are scored" }],
  options: {
    scoring: {
      type: "string",
      value: "JSON|FILE",
      about: 'Filters and metrics by task, or "*": {"gsm8k": {"filter_list": [...]}}; without it the task files are read again',
    },
    include_path: { type: "string", value: "DIR", about: "A folder of task YAML on top of the built-in tasks" },
  },
  examples: [
    "assay run rescore 20260101-0a1b2c3d --include_path my-tasks",
    "assay run rescore 20260101-0a1b2c3d --scoring scoring.json --json",
  ],
  async run(context, { positionals: [id = ""], values }) {
    const scoring = values.scoring === undefined ? undefined : readObject(values.scoring);
    const created = await context.client.post<RunDetail>(`/assay/v1/runs/${encodeURIComponent(id)}/rescore`, {
      ...(scoring && { scoring }),
      ...(values.include_path !== undefined && { includePaths: [resolve(values.include_path)] }),
    });
    context.err(`Run ${created.id} scores the answers of ${id}.`);
    const run = await followRun(context, created.id);
    if (context.signal.aborted) return EXIT.interrupted;
    const result = await context.client.get<RunResult>(`/assay/v1/runs/${run.id}/results`);
    context.result({ origin: id, ...result }, () => renderResult(result, run));
    return reportEnd(context, run);
  },
});

function readObject(text: string): Record<string, unknown> {
  return parseObject("--scoring", existsSync(text) ? readFileSync(text, "utf8") : text);
}
