import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { LmEvalInvocation, RunSettings } from "../../evals/index.ts";
import type { Values } from "../command.ts";
import { parseNumber } from "../parse-number.ts";
import { UsageError } from "../usage-error.ts";
import { modelOf, type AdHocModel } from "./model-of.ts";
import type { LM_EVAL_OPTIONS } from "./options.ts";
import { parseObject, parsePairs } from "./parse-pairs.ts";
import { parseSeeds, type Seeds } from "./parse-seeds.ts";

type LmEvalValues = Values<typeof LM_EVAL_OPTIONS> & { seed: string | undefined; limit: string | undefined };

export interface LmEvalSettings {
  settings: Partial<RunSettings>;
  /** Of `--model`; null: workers are asked. */
  model: AdHocModel | null;
  warnings: string[];
}

const REFUSED = {
  check_integrity: "--check_integrity runs the harness's own tests, which are not here: `assay task show TASK` checks a task.",
  wandb_args: "--wandb_args is refused: write files with --output_path and log them with wandb.",
  wandb_config_args: "--wandb_config_args is refused: write files with --output_path and log them with wandb.",
  hf_hub_log_args: "--hf_hub_log_args is refused: write files with --output_path and push them with the hub's own tools.",
} as const;

const WARNED = {
  max_batch_size: "--max_batch_size changes nothing: requests are sent one by one, num_concurrent at once.",
  device: "--device changes nothing: models run at their endpoints.",
  use_cache: "--use_cache is not used: answers are stored with the run, and `assay run resume` and `assay run rescore` use them again.",
  cache_requests: "--cache_requests is not used: prompts are stored with the run.",
  trust_remote_code: "--trust_remote_code changes nothing: no code of a dataset is run.",
  confirm_run_unsafe_code: "--confirm_run_unsafe_code changes nothing: no code of a task is run.",
  verbosity: "--verbosity is not used: LOG_LEVEL says what is logged.",
} as const;

/** What lm_eval's options ask for, in a run's settings. Refuses with a sentence what cannot be done, and warns of what has no effect. */
export function lmEvalSettings(values: LmEvalValues): LmEvalSettings {
  for (const [name, sentence] of Object.entries(REFUSED)) {
    const value = values[name as keyof typeof REFUSED];
    if (value !== undefined && value !== false && value !== "") throw new UsageError(sentence, `--${name}`);
  }
  requireTogether(values);
  const args = parsePairs("--model_args", values.model_args);
  const model = values.model === undefined ? null : modelOf(values.model, args);
  const isChat = values.apply_chat_template !== undefined;
  if (model) requireChat(values.model ?? "", model.isChat, isChat);
  const genKwargs = parsePairs("--gen_kwargs", values.gen_kwargs);
  const metadata = values.metadata === undefined ? {} : parseObject("--metadata", values.metadata);
  const seeds = parseSeeds(values.seed);
  return {
    settings: {
      seed: seeds.drawn,
      ...documentsOf(values),
      ...(Object.keys(genKwargs).length > 0 && { genKwargs }),
      ...model?.settings,
      ...((model || isChat) && { applyChatTemplate: isChat, fewshotAsMultiturn: values.fewshot_as_multiturn }),
      ...(model && { lmEval: invocationOf(values, { model, args, genKwargs, metadata, seeds }) }),
    },
    model,
    warnings: warningsOf(values, model, seeds.fewshot === null ? seeds.drawn : null),
  };
}

/** Which tasks' documents are asked. */
function documentsOf({ limit, include_path: includePath, samples }: LmEvalValues): Partial<RunSettings> {
  return {
    ...(limit !== undefined && { limit: parseNumber("--limit", limit) ?? 0 }),
    ...(includePath !== undefined && { includePaths: [resolve(includePath)] }),
    ...(samples !== undefined && { samples: readSamples(samples) }),
  };
}

interface Parsed {
  model: AdHocModel;
  args: Record<string, unknown>;
  genKwargs: Record<string, unknown>;
  metadata: Record<string, unknown>;
  seeds: Seeds;
}

/** The command line as the results file tells it. */
function invocationOf(values: LmEvalValues, { model, args, genKwargs, metadata, seeds }: Parsed): LmEvalInvocation {
  const isJson = values.model_args?.trim().startsWith("{");
  return {
    model: values.model ?? "",
    model_args: isJson ? args : (values.model_args ?? ""),
    model_name: model.name,
    batch_size: values.batch_size ?? 1,
    device: values.device ?? null,
    use_cache: values.use_cache ?? null,
    gen_kwargs: Object.keys(genKwargs).length > 0 ? genKwargs : null,
    random_seed: seeds.random,
    numpy_seed: seeds.numpy,
    torch_seed: seeds.torch,
    fewshot_seed: seeds.fewshot,
    chat_template: values.apply_chat_template ?? null,
    metadata: { ...args, ...metadata },
    predict_only: values.predict_only,
  };
}

function requireTogether(values: LmEvalValues): void {
  const needsPath = (["log_samples", "predict_only"] as const).find((name) => values[name]);
  if (needsPath && values.output_path === undefined)
    throw new UsageError(`--${needsPath} needs --output_path: where the samples are written.`, "--output_path");
  if (values.fewshot_as_multiturn && values.apply_chat_template === undefined) {
    throw new UsageError("--fewshot_as_multiturn needs --apply_chat_template: only a conversation has turns.", "--fewshot_as_multiturn");
  }
  if (values.limit !== undefined && values.samples !== undefined) throw new UsageError("Give --limit or --samples, not both.", "--samples");
  const needsModel = (["model_args", "metadata", "predict_only", "keep_worker"] as const).find(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  if (needsModel && values.model === undefined)
    throw new UsageError(`--${needsModel} needs --model, such as --model local-chat-completions.`, "--model");
}

function requireChat(type: string, isChatModel: boolean, isChat: boolean): void {
  if (isChatModel && !isChat)
    throw new UsageError(`--model ${type} needs --apply_chat_template: it is asked by messages.`, "--apply_chat_template");
  if (!isChatModel && isChat) {
    throw new UsageError(
      `--model ${type} takes one text, and a chat template is the endpoint's business: use a chat-completions model.`,
      "--apply_chat_template",
    );
  }
}

function warningsOf(values: LmEvalValues, model: AdHocModel | null, drawnSeed: number | null): string[] {
  const warned: string[] = Object.entries(WARNED).flatMap(([name, sentence]) => {
    const value = values[name as keyof typeof WARNED];
    return value === undefined || value === false ? [] : [sentence];
  });
  if (values.batch_size !== undefined && values.batch_size !== "1") {
    warned.push("--batch_size changes nothing: requests are sent one by one, num_concurrent at once.");
  }
  if (values.apply_chat_template) {
    warned.push(`The chat template ${values.apply_chat_template} is not chosen here: the endpoint applies its own.`);
  }
  if (drawnSeed !== null) warned.push(`Few-shots are drawn with the seed ${drawnSeed}, which was drawn itself.`);
  return [...(model?.warnings ?? []), ...warned];
}

/** JSON, or a file of it: indices of documents by task. */
function readSamples(text: string): Record<string, number[]> {
  const json = existsSync(text) ? readFileSync(text, "utf8") : text;
  const samples = parseObject("--samples", json);
  for (const [task, indices] of Object.entries(samples)) {
    if (Array.isArray(indices) && indices.length > 0 && indices.every((index) => Number.isInteger(index) && index >= 0)) continue;
    throw new UsageError(`--samples of ${task} takes a list of document numbers from 0 on.`, "--samples");
  }
  return samples as Record<string, number[]>;
}
