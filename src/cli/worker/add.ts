import { isAbsolute, resolve } from "node:path";
import type { WorkerSnapshot } from "../../workers/index.ts";
import { defineCommand, type CommandInput } from "../command.ts";
import { readStandardInput } from "../read-standard-input.ts";
import { parseNumber } from "../parse-number.ts";

const options = {
  kind: { type: "string", value: "KIND", about: "openai (default), replay or simulated" },
  "base-url": { type: "string", value: "URL", about: "openai: where /chat/completions hangs, such as http://127.0.0.1:8000/v1" },
  model: { type: "string", value: "M", about: "openai: the model's name there" },
  "api-key": { type: "string", value: "KEY", about: "openai: the endpoint's key; `-` reads it from standard input" },
  recording: { type: "string", value: "FILE", about: "replay: JSON Lines, plain or .gz" },
  key: { type: "string", value: "FIELD", about: "replay: the document's field that a row is found by (default id)" },
  "delay-ms": { type: "string", value: "N", about: "replay: milliseconds an answer takes" },
  skill: { type: "string", value: "P", about: "simulated: probability of a right answer" },
  "latency-ms": { type: "string", value: "N", about: "simulated: median milliseconds of an answer" },
  "fault-rate": { type: "string", value: "P", about: "simulated: probability that an answer fails" },
  endpoint: { type: "string", value: "E", about: "What it answers: chat, completions, embeddings; may be repeated", multiple: true },
  "input-price": { type: "string", value: "MONEY", about: "For a million tokens of prompts, in units of the account currency: 0.15" },
  "output-price": { type: "string", value: "MONEY", about: "For a million tokens of answers" },
  owner: { type: "string", value: "ADDRESS", about: "Who owns it" },
  role: { type: "string", value: "ROLE", about: "A role it has; may be repeated", multiple: true },
  "max-concurrency": { type: "string", value: "N", about: "Requests in flight at once" },
  "initial-concurrency": { type: "string", value: "N", about: "openai: requests in flight at first; doubles while all goes well" },
  "timeout-ms": { type: "string", value: "N", about: "Milliseconds for one answer" },
} as const;

const MICROS = 1_000_000;

type Values = CommandInput<typeof options>["values"];

export const command = defineCommand({
  path: "worker add",
  summary: "Register a worker",
  positionals: [{ name: "NAME", about: "A name of its own" }],
  options,
  examples: [
    "assay worker add local --base-url http://127.0.0.1:8000/v1 --model qwen --input-price 0.15 --output-price 0.60",
    "assay worker add bge --base-url http://127.0.0.1:8080/v1 --model bge-small --endpoint embeddings",
    "assay worker add llama-3-8b --kind replay --recording Meta-Llama-3-8B.jsonl.gz --key question_id",
  ],
  async run(context, { positionals: [name = ""], values }) {
    const worker = await context.client.post<WorkerSnapshot>("/assay/v1/workers", await toSpec(name, values));
    context.result(worker, () => `Worker ${worker.name} has the uid ${worker.uid}.`);
  },
});

async function toSpec(name: string, values: Values): Promise<Record<string, unknown>> {
  const kind = values.kind ?? (values.recording === undefined ? "openai" : "replay");
  const spec: Record<string, unknown> = {
    name,
    kind,
    baseUrl: values["base-url"],
    model: values.model,
    apiKey: values["api-key"] === "-" ? await readStandardInput() : values["api-key"],
    recording: values.recording === undefined || isAbsolute(values.recording) ? values.recording : resolve(values.recording),
    key: values.key,
    delayMs: parseNumber("--delay-ms", values["delay-ms"]),
    skill: parseNumber("--skill", values.skill),
    latencyMs: parseNumber("--latency-ms", values["latency-ms"]),
    faultRate: parseNumber("--fault-rate", values["fault-rate"]),
    endpoints: values.endpoint.length === 0 ? undefined : values.endpoint,
    inputPrice: toMicros(parseNumber("--input-price", values["input-price"])),
    outputPrice: toMicros(parseNumber("--output-price", values["output-price"])),
    owner: values.owner,
    roles: values.role.length === 0 ? undefined : values.role,
    maxConcurrency: parseNumber("--max-concurrency", values["max-concurrency"]),
    initialConcurrency: parseNumber("--initial-concurrency", values["initial-concurrency"]),
    timeoutMs: parseNumber("--timeout-ms", values["timeout-ms"]),
  };
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}

function toMicros(money: number | undefined): number | undefined {
  return money === undefined ? undefined : Math.round(money * MICROS);
}
