import { AssayError } from "../../lib/errors.ts";
import type { TaskConfig } from "./task-config.ts";

type GenerationSettings = Record<string, unknown>;

/** A chat endpoint refuses more stop sequences than this. */
const MAX_CHAT_STOPS = 4;
const DEFAULT_MAX_TOKENS = 1024;

/** A task's generation_kwargs with the run's overrides on top. Missing `until` stops at the few-shot delimiter. */
export function mergeGenerationSettings(
  config: TaskConfig,
  overrides: Readonly<GenerationSettings> | string | undefined,
): GenerationSettings {
  const own = config.generation_kwargs ?? { do_sample: false, temperature: 0 };
  const until = own["until"] ?? [config.fewshot_delimiter];
  const extra = typeof overrides === "string" ? parseGenerationSettings(overrides) : overrides;
  return { ...own, until, ...extra };
}

/** Reads the harness's text form: `temperature=0.7,do_sample=true`. true/false, whole numbers and numbers become values. */
function parseGenerationSettings(text: string): GenerationSettings {
  const pairs = text.split(",").filter((part) => part.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = "", ...rest] = pair.split("=");
      if (rest.length === 0 || key.trim() === "") {
        throw new AssayError("invalid_input", `gen_kwargs needs key=value pairs, and "${pair}" is none.`, { field: "genKwargs" });
      }
      return [key.trim(), parseValue(rest.join("=").trim())];
    }),
  );
}

function parseValue(text: string): unknown {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

interface PayloadSettings {
  isChat: boolean;
  requestSeed?: number | undefined;
  defaultMaxTokens?: number | undefined;
}

/** The request body's part that is the same for all documents of a task; what we do not know is passed through. */
export function toPayload(generation: GenerationSettings, settings: PayloadSettings): Record<string, unknown> {
  const {
    do_sample: _,
    max_gen_toks: maxGenTokens,
    max_tokens: maxTokens = maxGenTokens ?? settings.defaultMaxTokens ?? DEFAULT_MAX_TOKENS,
    temperature = 0,
    until,
    ...rest
  } = generation;
  const stops = until === undefined || until === null ? [] : [until].flat();
  return {
    max_tokens: maxTokens,
    temperature: Number(temperature),
    ...(stops.length > 0 && { stop: settings.isChat ? stops.slice(0, MAX_CHAT_STOPS) : stops }),
    ...(settings.requestSeed !== undefined && { seed: settings.requestSeed }),
    ...rest,
  };
}
