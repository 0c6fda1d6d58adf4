import { createHash } from "node:crypto";
import type { LmEvalInvocation, RunSettings } from "../run.ts";
import type { RunRow, RunWorkerRow } from "../runs/store.ts";

const BOOTSTRAP_ITERATIONS = 100_000;

interface Described {
  /** `config` of the results file. */
  invocation: Record<string, unknown>;
  /** The keys behind it: model, instruction, template and times. */
  general: Record<string, unknown> & { model_name_sanitized: string };
}

/** What the harness's results file says of how it was called; a run that was not called in its words is told by its worker. */
export function describeInvocation(run: RunRow, worker: RunWorkerRow): Described {
  const { settings } = run;
  const named = settings.lmEval ?? ownWords(settings, worker);
  const { model_name: modelName, model, model_args, batch_size, device, use_cache } = named;
  return {
    invocation: {
      model,
      model_args,
      batch_size,
      batch_sizes: [],
      device,
      use_cache,
      limit: settings.limit ?? null,
      bootstrap_iters: BOOTSTRAP_ITERATIONS,
      gen_kwargs: named.gen_kwargs,
      random_seed: named.random_seed,
      numpy_seed: named.numpy_seed,
      torch_seed: named.torch_seed,
      fewshot_seed: named.fewshot_seed,
    },
    general: {
      model_source: model,
      model_name: modelName,
      model_name_sanitized: sanitizedName(modelName),
      ...promptForm(settings),
      ...timesOf(run),
    },
  };
}

function ownWords({ genKwargs, seed }: RunSettings, { name }: RunWorkerRow): LmEvalInvocation {
  return {
    model: "assay",
    model_args: `model=${name}`,
    model_name: name,
    batch_size: 1,
    device: null,
    use_cache: null,
    gen_kwargs: Object.keys(genKwargs).length > 0 ? genKwargs : null,
    random_seed: 0,
    numpy_seed: seed,
    torch_seed: seed,
    fewshot_seed: seed,
    chat_template: null,
    metadata: {},
    predict_only: false,
  };
}

function promptForm({ systemInstruction, applyChatTemplate, fewshotAsMultiturn }: RunSettings): Record<string, unknown> {
  return {
    system_instruction: systemInstruction ?? null,
    system_instruction_sha: systemInstruction ? sha256(systemInstruction) : null,
    fewshot_as_multiturn: applyChatTemplate && fewshotAsMultiturn,
    // Endpoints apply their own template, which nobody sees.
    chat_template: applyChatTemplate ? "" : null,
    chat_template_sha: null,
  };
}

function timesOf({ createdAt, startedAt, finishedAt }: RunRow): Record<string, unknown> {
  const from = (startedAt ?? createdAt).getTime() / 1000;
  const to = finishedAt === null ? from : finishedAt.getTime() / 1000;
  return { start_time: from, end_time: to, total_evaluation_time_seconds: String(to - from) };
}

/** A name that a folder can have, as the harness makes it. */
export function sanitizedName(name: string): string {
  return name.replaceAll(/["<>:/|\\?*[\]]+/g, "__");
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
