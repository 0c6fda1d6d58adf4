import { setTimeout as delay } from "node:timers/promises";
import type { App } from "./app.ts";
import type { Config } from "./config/index.ts";
import { createRun, describeRun, listRuns, runSettingsSchema, type RunDetail } from "./evals/index.ts";
import { completeChat } from "./gateway/index.ts";
import { syncWorkers, workerSpecSchema, type WorkerSpec, type WorkerSpecInput } from "./workers/index.ts";

/** Skill and median milliseconds of the pretended workers. Fox and elk are too close to be told apart by a small run. */
const SIMULATED: readonly (readonly [name: string, skill: number, latencyMs: number])[] = [
  ["simulated-owl", 0.95, 320],
  ["simulated-fox", 0.82, 240],
  ["simulated-elk", 0.8, 260],
  ["simulated-hare", 0.62, 90],
  ["simulated-newt", 0.45, 180],
  ["simulated-moth", 0.25, 60],
];
const OPENROUTER_URL = "https://openrouter.ai/api/v1";
const OPENROUTER_MODELS = ["meta-llama/llama-3.1-8b-instruct", "mistralai/mistral-nemo", "qwen/qwen-2.5-7b-instruct"];

const TASKS = ["fresh"];
const DOCUMENTS_A_TASK = 60;
/** Real models cost money: fewer questions. */
const DOCUMENTS_A_TASK_OF_REAL_MODELS = 10;
const POLL_MS = 500;
const CHATS = 30;

/** What the demonstration does, for those who watch. */
export interface Demonstration {
  /** One sentence on who takes part. */
  sentence: string;
  /** The run that was begun; undefined when the data holds one already. */
  run: RunDetail | undefined;
}

/**
 * Fills an empty network with workers (real ones where an endpoint is configured, else simulated ones, named so) and
 * begins one small run of fresh questions. Does nothing to a network that has workers of its own, and nothing twice.
 */
export async function demonstrate(app: App): Promise<Demonstration> {
  const demonstrated = demonstrationWorkers(app.config);
  if (app.workers.list().length === 0) {
    await syncWorkers(app.db, demonstrated);
    await app.workers.reload();
  }
  const names = new Set(demonstrated.map(({ name }) => name));
  const present = app.workers.list();
  if (!present.every(({ name }) => names.has(name)))
    return { sentence: `${present.length === 1 ? "One worker is" : `${present.length} workers are`} registered.`, run: undefined };
  const isSimulated = present.every(({ kind }) => kind === "simulated");
  const sentence = isSimulated
    ? `No worker is declared: ${present.length} simulated ones answer fresh questions. assay.yaml or assay worker add brings real ones.`
    : `${present.length} models answer fresh questions.`;
  if ((await listRuns(app.db, 1)).length > 0) return { sentence, run: undefined };
  const limit = isSimulated ? DOCUMENTS_A_TASK : DOCUMENTS_A_TASK_OF_REAL_MODELS;
  return { sentence, run: await createRun(app.evals, runSettingsSchema.parse({ tasks: TASKS, workers: ["all"], limit })) };
}

/** Resolves when the run has ended; undefined when the app stops before. */
export async function untilRunEnds({ db, signal }: App, id: string): Promise<RunDetail | undefined> {
  while (!signal.aborted) {
    const run = await describeRun(db, id);
    if (run.state !== "queued" && run.state !== "running") return run;
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/**
 * A little traffic on the OpenAI-compatible endpoint's policy `assay/top`: how many chats each worker gets. Before there are
 * scores all are equal and share them; afterwards the best gets them. Only for simulated workers: real ones cost money.
 */
export async function sendTraffic({ gateway, workers, signal }: App): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  if (!workers.list().every(({ kind }) => kind === "simulated")) return counts;
  const chats = Array.from({ length: CHATS }, async (_, number) => {
    const request = { endpoint: "chat" as const, body: { messages: [{ role: "user", content: `Demonstration chat ${number}` }] } };
    const { worker } = await completeChat(gateway.for({ name: "demonstration" }), {
      caller: "demonstration",
      model: "assay/top",
      request,
      signal,
    });
    counts.set(worker.name, (counts.get(worker.name) ?? 0) + 1);
  });
  await Promise.allSettled(chats);
  return counts;
}

function demonstrationWorkers({ upstream, openrouterApiKey }: Config): WorkerSpec[] {
  return declared(upstream, openrouterApiKey?.reveal()).map((spec) => workerSpecSchema.parse(spec));
}

function declared(upstream: Config["upstream"], openrouterKey: string | undefined): WorkerSpecInput[] {
  if (upstream) {
    const { model, baseUrl, apiKey } = upstream;
    return [{ kind: "openai", name: nameOf(model), model, baseUrl, ...(apiKey && { apiKey: apiKey.reveal() }) }];
  }
  if (openrouterKey !== undefined) {
    return OPENROUTER_MODELS.map((model) => ({
      kind: "openai",
      name: nameOf(model),
      model,
      baseUrl: OPENROUTER_URL,
      apiKey: openrouterKey,
    }));
  }
  return SIMULATED.map(([name, skill, latencyMs]) => ({ kind: "simulated", name, skill, latencyMs, maxConcurrency: 4 }));
}

/** A model's name as a worker's name. */
function nameOf(model: string): string {
  return (
    model
      .replaceAll(/[^A-Za-z0-9._:@/-]/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 128) || "model"
  );
}
