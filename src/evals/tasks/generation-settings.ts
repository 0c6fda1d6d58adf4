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

export type BodyStyle = "compatible" | "openai" | "openai-o1" | "openai-o3";

interface PayloadSettings {
  isChat: boolean;
  requestSeed?: number | undefined;
  defaultMaxTokens?: number | undefined;
  eosString?: string | undefined;
  bodyStyle?: BodyStyle | undefined;
}

/** The harness adds it to the stops for OpenAI's own chat endpoint. */
const OPENAI_EOS = "<|endoftext|>";

/** The request body's part that is the same for all documents of a task; what we do not know is passed through. */
export function toPayload(generation: GenerationSettings, settings: PayloadSettings): Record<string, unknown> {
  const { isChat, bodyStyle = "compatible" } = settings;
  const isOpenaiChat = isChat && bodyStyle !== "compatible";
  const {
    do_sample: _,
    max_gen_toks: maxGenTokens,
    max_tokens: maxTokens = maxGenTokens ?? settings.defaultMaxTokens ?? DEFAULT_MAX_TOKENS,
    temperature = 0,
    until,
    ...rest
  } = generation;
  const own = until === undefined || until === null ? [] : [until].flat();
  const eos = settings.eosString ?? (isOpenaiChat ? OPENAI_EOS : undefined);
  const stops = eos === undefined || own.includes(eos) ? own : [...own, eos];
  return {
    [isOpenaiChat ? "max_completion_tokens" : "max_tokens"]: maxTokens,
    ...temperatureOf(Number(temperature), isOpenaiChat ? bodyStyle : "compatible"),
    ...(stops.length > 0 && !(isOpenaiChat && bodyStyle === "openai-o1") && { stop: isChat ? stops.slice(0, MAX_CHAT_STOPS) : stops }),
    ...(settings.requestSeed !== undefined && { seed: settings.requestSeed }),
    ...rest,
  };
}

/** OpenAI's reasoning models take no temperature, or just 1. */
function temperatureOf(temperature: number, style: BodyStyle): { temperature?: number } {
  if (style === "openai-o3") return {};
  return { temperature: style === "openai-o1" ? 1 : temperature };
}
