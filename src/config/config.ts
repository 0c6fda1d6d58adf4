import { delimiter, resolve } from "node:path";
import { AssayError } from "../lib/errors.ts";
import { describeIssue } from "../lib/describe-issue.ts";
import { readAssayYaml, type AssayYaml } from "./assay-yaml.ts";
import { processEnvironment, readEnvironment, type Environment, type Origin } from "./env.ts";
import { isLoopback } from "./is-loopback.ts";
import { Secret } from "./secret.ts";
import { VARIABLES, type VariableName } from "./variables.ts";

/** An OpenAI-compatible endpoint that the demonstration uses instead of simulated workers. */
export interface Upstream {
  baseUrl: string;
  apiKey: Secret | undefined;
  model: string;
}

/** One line of `assay config`. */
export interface Setting {
  name: string;
  /** null = not set; a secret reads `set`. */
  value: unknown;
  origin: Origin;
}

/** Everything that Assay is told from outside, checked. */
export interface Config {
  server: { host: string; port: number; isLoopback: boolean };
  /** Absolute path. */
  dataDirectory: string;
  databaseUrl: Secret | undefined;
  expectedAccessKey: Secret | undefined;
  allowPrivateEndpoints: boolean;
  /** The Hugging Face hub, without a slash at the end. */
  hub: { endpoint: string; token: Secret | undefined };
  /** When a second worker is asked beside a slow one: never, by a share of its own answers, or after milliseconds. */
  hedgeAfter: "off" | "p50" | "p95" | number;
  /** Absolute paths of folders or files of task YAML. */
  includePaths: string[];
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  hasColor: boolean;
  upstream: Upstream | undefined;
  /** The key of an endpoint that a command line names, as lm_eval's users set it. */
  openaiApiKey: Secret | undefined;
  openrouterApiKey: Secret | undefined;
  /** `assay.yaml`: its absolute path (there may be no such file) and what it declares, not yet checked. */
  file: { path: string } & AssayYaml;
  /** Each setting with its origin. */
  settings: Setting[];
}

interface ConfigInput {
  /** Default: the process's own. */
  environment?: NodeJS.ProcessEnv;
  /** Paths are relative to it, and `.env` is looked for in it. Default: the working directory. */
  directory?: string;
  /** Values that win over everything, such as those of `serve --port`. */
  options?: Partial<Record<VariableName, string>>;
}

/**
 * Reads the environment, `.env` and `assay.yaml` into one checked configuration.
 * @throws AssayError `invalid_input` naming the variable or key at fault, or the contradiction
 */
export function loadConfig({ environment = processEnvironment(), directory = process.cwd(), options = {} }: ConfigInput = {}): Config {
  const values = readEnvironment(environment, directory);
  for (const [name, text] of Object.entries(options)) values[name as VariableName] = { text, origin: "option" };

  const host = valueOf(values, "HOST") as string;
  const file = resolve(directory, valueOf(values, "ASSAY_CONFIG") as string);
  const config: Config = {
    server: { host, port: valueOf(values, "PORT") as number, isLoopback: isLoopback(host) },
    dataDirectory: resolve(directory, valueOf(values, "ASSAY_DATA_DIR") as string),
    databaseUrl: secretOf(values, "DATABASE_URL"),
    expectedAccessKey: secretOf(values, "EXPECTED_ACCESS_KEY"),
    allowPrivateEndpoints: (valueOf(values, "ALLOW_PRIVATE_ENDPOINTS") as boolean | undefined) ?? isLoopback(host),
    hub: { endpoint: (valueOf(values, "HF_ENDPOINT") as string).replace(/\/+$/, ""), token: secretOf(values, "HF_TOKEN") },
    hedgeAfter: valueOf(values, "HEDGE_AFTER") as Config["hedgeAfter"],
    includePaths: ((valueOf(values, "ASSAY_INCLUDE_PATH") as string | undefined) ?? "")
      .split(delimiter)
      .filter((path) => path !== "")
      .map((path) => resolve(directory, path)),
    logLevel: valueOf(values, "LOG_LEVEL") as Config["logLevel"],
    hasColor: values.NO_COLOR.text === undefined,
    upstream: upstreamOf(values),
    openaiApiKey: secretOf(values, "OPENAI_API_KEY"),
    openrouterApiKey: secretOf(values, "OPENROUTER_API_KEY"),
    file: { path: file, ...readAssayYaml(file, values.ASSAY_CONFIG.origin !== "default") },
    settings: [],
  };
  config.settings = settingsOf(config, values);
  return config;
}

function upstreamOf(values: Environment): Upstream | undefined {
  const baseUrl = valueOf(values, "OPENAI_BASE_URL") as string | undefined;
  const model = valueOf(values, "OPENAI_MODEL") as string | undefined;
  const apiKey = secretOf(values, "OPENAI_API_KEY");
  if (baseUrl === undefined) {
    if (model !== undefined) throw contradiction("OPENAI_MODEL", "OPENAI_MODEL is set without OPENAI_BASE_URL: name the endpoint too.");
    return undefined;
  }
  if (model === undefined) throw contradiction("OPENAI_BASE_URL", "OPENAI_BASE_URL is set without OPENAI_MODEL: name the model too.");
  return { baseUrl, apiKey, model };
}

function valueOf(values: Environment, name: VariableName): unknown {
  const { text, origin } = values[name];
  if (text === undefined) return undefined;
  const parsed = VARIABLES[name].schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AssayError("invalid_input", `${describeIssue(parsed.error, name).message} (from ${origin}).`, { field: name });
}

function secretOf(values: Environment, name: VariableName): Secret | undefined {
  const value = valueOf(values, name);
  return value === undefined ? undefined : new Secret(value as string);
}

function contradiction(field: string, message: string): AssayError {
  return new AssayError("invalid_input", message, { field });
}

function settingsOf(config: Config, values: Environment): Setting[] {
  const names = Object.keys(VARIABLES) as VariableName[];
  const settings = names.map((name): Setting => {
    const { text, origin } = values[name];
    const value = text === undefined ? null : "secret" in VARIABLES[name] ? "set" : valueOf(values, name);
    return { name, value, origin };
  });
  const workers = config.file.workers.map((worker) => worker["name"] ?? "?");
  const { refusals, usualRefusals } = config.file.answers;
  const isUsual = refusals.length === 0 && usualRefusals;
  const answers: Setting = { name: "answers", value: config.file.answers, origin: isUsual ? "default" : "assay.yaml" };
  return [...settings, answers, { name: "workers", value: workers, origin: workers.length > 0 ? "assay.yaml" : "default" }];
}
