import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPeer } from "./install-peer.ts";
import { measureMarginalCost } from "./marginal-cost.ts";
import type { BenchContext, Subject } from "./row.ts";

interface RunnerLoad {
  /** JSON Lines of questions. */
  questions: string;
  url: string;
  model: string;
  samples: number;
  fewSamples: number;
  inFlight: number;
}

/** lm-evaluation-harness asking the same questions through the same endpoint, as its users run it. */
export async function openLmEval(
  context: BenchContext,
  { questions, url, model, samples, fewSamples, inFlight }: RunnerLoad,
): Promise<Subject> {
  const peer = await installPeer("lm_eval", context.note);
  const { directory } = context;
  const task = {
    task: "bench_questions",
    dataset_path: "json",
    dataset_kwargs: { data_files: { test: questions } },
    test_split: "test",
    output_type: "generate_until",
    doc_to_text: "Question: {{question}}\nAnswer:",
    doc_to_target: "{{answer}}",
    generation_kwargs: { until: ["Question:"], do_sample: false, temperature: 0 },
    filter_list: [
      {
        name: "strict-match",
        filter: [{ function: "regex", regex_pattern: String.raw`#### (\-?[0-9\.\,]+)` }, { function: "take_first" }],
      },
    ],
    metric_list: [{ metric: "exact_match", aggregation: "mean", higher_is_better: true, regexes_to_ignore: [",", "(?s).*#### "] }],
  };
  writeFileSync(join(directory, "bench_questions.yaml"), JSON.stringify(task));
  const lmEval = join(peer, "bin", "lm_eval");
  const output = join(directory, "lm-eval");
  const settings = `base_url=${url}/v1/chat/completions,model=${model},num_concurrent=${inFlight},max_retries=1`;
  const command = (count: number) =>
    [
      [lmEval, "--model", "local-chat-completions", "--model_args", settings, "--apply_chat_template"],
      ["--tasks", "bench_questions", "--include_path", directory, "--limit", String(count)],
      ["--output_path", output, "--log_samples"],
    ].flat();
  const environment = { HF_HOME: join(directory, "hugging-face"), HF_HUB_OFFLINE: "1", HF_DATASETS_OFFLINE: "1" };
  return { name: "lm_eval", measure: () => measureMarginalCost({ command, samples, fewSamples, environment, directory }) };
}
