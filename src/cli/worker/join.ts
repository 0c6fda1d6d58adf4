import type { EndpointName, JoinEvent } from "../../workers/index.ts";
import { defineCommand, type Context } from "../command.ts";
import { plainText } from "../plain-text.ts";
import { readStandardInput } from "../read-standard-input.ts";
import { UsageError } from "../usage-error.ts";

const options = {
  name: { type: "string", value: "NAME", about: "The worker's name; processes with the same name and key share its load" },
  key: { type: "string", value: "KEY", about: "Key of the server, with the scope worker; `-` reads it from standard input" },
  backend: { type: "string", value: "URL", about: "Where /chat/completions hangs, such as http://127.0.0.1:8000/v1" },
  "backend-key": { type: "string", value: "KEY", about: "The backend's key, where it wants one" },
  model: { type: "string", value: "M", about: "The model's name at the backend (default: the only one that it lists)" },
  endpoint: { type: "string", value: "E", about: "What it answers: chat, completions, embeddings; may be repeated", multiple: true },
  "max-concurrency": { type: "string", value: "N", about: "Requests at once (default 8)" },
} as const;

export const command = defineCommand({
  path: "worker join",
  summary: "Serve a backend of this machine to a server elsewhere, which it connects out to",
  positionals: [{ name: "URL", about: "The server, such as https://assay.example" }],
  options,
  examples: ["assay worker join https://assay.example --key KEY --name gpu-1 --backend http://127.0.0.1:8000/v1"],
  async run(context, { positionals: [url = ""], values }) {
    const { name, backend: backendUrl } = values;
    if (name === undefined) throw new UsageError("assay worker join needs --name: the worker's name.", "--name");
    if (backendUrl === undefined) throw new UsageError("assay worker join needs --backend: where /chat/completions hangs.", "--backend");
    requireHttp("URL", url);
    requireHttp("--backend", backendUrl);
    const endpoints = toEndpoints(values.endpoint);
    const maxConcurrency = toCount(values["max-concurrency"] ?? "8");
    const key = values.key === "-" ? await readStandardInput() : values.key;
    const { Endpoint } = await import("../../llm/index.ts");
    const { findModel } = await import("./find-model.ts");
    const { joinServer } = await import("../../workers/index.ts");
    const apiKey = values["backend-key"] ?? null;
    await using backend = new Endpoint({ baseUrl: backendUrl, apiKey, connections: maxConcurrency, allowPrivate: true });
    const model = values.model ?? (await findModel(backend, context.signal));
    const onEvent = (event: JoinEvent) => tell(context, event, { name, url, ...(model !== undefined && { model }) });
    await joinServer({ url, key, name, model, endpoints, maxConcurrency, backend, signal: context.signal, onEvent });
  },
});

/** One line on standard output once it is in; everything later is a note. */
function tell(context: Context, event: JoinEvent, { name, url, model }: { name: string; url: string; model?: string }): void {
  if (event.type === "joined") {
    const serves = model === undefined ? "" : ` and serves ${model}`;
    context.result(
      { event: "joined", worker: name, uid: event.uid, model: model ?? null },
      () => `${name} joined ${url} as uid ${event.uid}${serves}.`,
    );
  } else if (event.type === "lost") {
    context.err(`${plainText(event.reason)} Connecting again in ${(event.retryAfterMs / 1000).toFixed(1)} s.`);
  } else context.err(event.type === "draining" ? "Finishing what was begun." : "Left.");
}

function requireHttp(option: string, text: string): void {
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isHttp) throw new UsageError(`${option} ${text}: a URL that begins with http:// or https:// is expected.`, option);
}

/** Undefined: it does not say. */
function toEndpoints(names: readonly string[]): EndpointName[] | undefined {
  const known = names.map((name) => {
    if (name === "chat" || name === "completions" || name === "embeddings") return name;
    throw new UsageError(`--endpoint ${name}: chat, completions or embeddings is expected.`, "--endpoint");
  });
  return known.length === 0 ? undefined : known;
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1 && count <= 1024) return count;
  throw new UsageError(`--max-concurrency ${text}: a whole number from 1 to 1024 is expected.`, "--max-concurrency");
}
