import type { RunSettings } from "../../evals/index.ts";
import { UsageError } from "../usage-error.ts";

interface ModelType {
  isChat: boolean;
  isOpenai: boolean;
  baseUrl?: string;
}

const TYPES: Readonly<Record<string, ModelType>> = {
  "local-chat-completions": { isChat: true, isOpenai: false },
  "local-completions": { isChat: false, isOpenai: false },
  "openai-chat-completions": { isChat: true, isOpenai: true, baseUrl: "https://api.openai.com/v1/chat/completions" },
  "openai-completions": { isChat: false, isOpenai: true, baseUrl: "https://api.openai.com/v1/completions" },
};

/** What the harness gives to a model that says nothing itself. */
const DEFAULTS = { num_concurrent: 1, max_retries: 3, max_gen_toks: 256, seed: 1234, timeout: 300 };
const OTHERS =
  "base_url model pretrained eos_string tokenizer tokenizer_backend tokenized_requests verify_certificate truncate max_length add_bos_token custom_prefix_token_id trust_remote_code revision use_fast_tokenizer batch_size max_images";
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), ...OTHERS.split(" ")]);
/** They shape token ids, and requests here are text. */
const OF_TOKENS = ["truncate", "max_length", "add_bos_token", "custom_prefix_token_id"];

/** An endpoint that is asked in one run. */
export interface AdHocModel {
  isChat: boolean;
  /** The model's name at the endpoint. */
  name: string;
  baseUrl: string;
  maxConcurrency: number;
  timeoutMs: number;
  settings: Pick<RunSettings, "requestSeed" | "defaultMaxTokens" | "retries" | "bodyStyle" | "eosString">;
  /** What is otherwise than in the harness, each a sentence. */
  warnings: string[];
}

/** `--model` and `--model_args` of lm_eval as an endpoint. @param args parsed */
export function modelOf(type: string, args: Record<string, unknown>): AdHocModel {
  const known = TYPES[type];
  if (!known) {
    const hint = "models run at endpoints: serve it with vLLM, llama.cpp or the like and name its base_url";
    throw new UsageError(`--model takes ${Object.keys(TYPES).join(", ")}, and not ${type}: ${hint}.`, "--model");
  }
  const name = args["model"] ?? args["pretrained"];
  if (name === undefined || name === "")
    throw new UsageError("--model_args lacks model: the model's name at the endpoint.", "--model_args");
  if (args["verify_certificate"] === false)
    throw new UsageError("verify_certificate=False is refused: certificates are always checked.", "--model_args");
  const numConcurrent = numberOf(args, "num_concurrent", 4096);
  return {
    isChat: known.isChat,
    name: String(name),
    baseUrl: baseUrlOf(known, args["base_url"]),
    maxConcurrency: Math.max(1, numConcurrent),
    timeoutMs: numberOf(args, "timeout", 3600) * 1000,
    settings: {
      requestSeed: numberOf(args, "seed", 4_294_967_295),
      defaultMaxTokens: numberOf(args, "max_gen_toks", 10_000_000),
      // There it counts all calls, here the further ones.
      retries: Math.max(0, numberOf(args, "max_retries", 21) - 1),
      bodyStyle: styleOf(known, String(name)),
      // The harness adds it only where it asks one after the other.
      ...(args["eos_string"] !== undefined && numConcurrent <= 1 && { eosString: String(args["eos_string"]) }),
    },
    warnings: warningsOf(known, args, numConcurrent),
  };
}

function warningsOf({ isChat }: ModelType, args: Record<string, unknown>, numConcurrent: number): string[] {
  const warnings = Object.keys(args)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `--model_args names ${key}, which neither lm_eval nor Assay knows.`);
  const ofTokens = OF_TOKENS.filter((key) => args[key] !== undefined);
  if (ofTokens.length > 0) warnings.push(`${ofTokens.join(", ")} of --model_args changes nothing: prompts are sent whole, as text.`);
  const isTokenized = !isChat && args["tokenized_requests"] !== false && !/^none$/i.test(String(args["tokenizer_backend"]));
  if (isTokenized || args["tokenized_requests"] === true) {
    warnings.push("Prompts are sent as text (tokenized_requests=False): the endpoint has the tokenizer.");
  }
  if (args["eos_string"] !== undefined && numConcurrent > 1) {
    warnings.push("eos_string is not added to the stops: with num_concurrent > 1 lm_eval leaves it out, too.");
  }
  return warnings;
}

function numberOf(args: Record<string, unknown>, key: keyof typeof DEFAULTS, max: number): number {
  const value = Number(args[key] ?? DEFAULTS[key]);
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new UsageError(`${key} of --model_args takes a whole number from 0 to ${max}, and "${String(args[key])}" is none.`, "--model_args");
}

/** Where `/chat/completions` hangs: the harness names the whole address. */
function baseUrlOf({ baseUrl }: ModelType, given: unknown): string {
  const url = given === undefined ? baseUrl : String(given);
  if (url === undefined)
    throw new UsageError("--model_args lacks base_url, such as base_url=http://127.0.0.1:8000/v1/chat/completions.", "--model_args");
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`base_url of --model_args takes an http address, and "${url}" is none.`, "--model_args");
  }
  return url.replace(/\/+$/, "").replace(/\/(?:chat\/)?completions$/, "");
}

function styleOf({ isChat, isOpenai }: ModelType, name: string): RunSettings["bodyStyle"] {
  if (!isChat || !isOpenai) return "compatible";
  if (name.includes("o1")) return "openai-o1";
  return name.includes("o3") ? "openai-o3" : "openai";
}
