import { z } from "zod";
import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { supplierId } from "../pocket/index.ts";
import { planSchema, type Plan } from "./plan.ts";
import { describeSamples, validSamples, type WindowSample } from "./sample-window.ts";
import { selectPlan, selectPrompts, selectResponses, selectSampling, selectSamplings, selectWindows, type WindowRow } from "./store.ts";
import { summariseTaxonomy } from "./summarise-taxonomy.ts";

const LISTED = 200;
const number = z.number().nullable();

/** A window as it is now: what has grown old counts no more. */
export const windowViewSchema = z.object({
  worker: z.string(),
  supplier_id: z.string().describe("24 hex digits of sha256(address + service)"),
  framework: z.string(),
  task: z.string(),
  ok: z.int().describe("good samples in the window"),
  failed: z.int(),
  meanScore: number,
  medianScore: number,
  deviationScore: number,
  meanMs: number,
  medianMs: number,
  deviationMs: number,
  errorRate: number,
  errorCodes: z.record(z.string(), z.int()),
  signature: z.string().nullable().describe("the last one shown"),
  signatures: z.int().describe("different ones in the window: more than one means that the worker changed its model"),
  lastSeen: z.iso.datetime().nullable(),
  lastAsked: z.iso.datetime().nullable(),
  samplings: z.int(),
});
export type WindowView = z.infer<typeof windowViewSchema>;

export const samplingViewSchema = z.object({
  id: z.string(),
  worker: z.string(),
  framework: z.string(),
  task: z.string(),
  state: z.enum(["requesting", "evaluating", "done"]),
  documents: z.int(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type SamplingView = z.infer<typeof samplingViewSchema>;

const document = z.record(z.string(), z.unknown());

/** A sampling's documents in the known system's fields. */
export const samplingDocumentsSchema = z.object({
  task: document,
  instances: z.array(document),
  prompts: z.array(document),
  responses: z.array(document),
  result: document.nullable(),
});

const taxonomyScore = z.object({
  score: z.number(),
  deviation: z.number(),
  successRate: z.number(),
  meanMs: z.number(),
  minSamples: z.int(),
});
export const taxonomyViewSchema = z.object({
  taxonomy: z.string(),
  workers: z
    .record(z.string(), z.record(z.string(), taxonomyScore))
    .describe("worker -> node -> what is known; a node without samples is not there"),
});
export type TaxonomyView = z.infer<typeof taxonomyViewSchema>;

/** Every window, or a worker's. */
export async function listWindows(context: EvalsContext, worker?: string): Promise<WindowView[]> {
  const names = namesOf(context);
  const uid = worker === undefined ? undefined : [...names].find(([, name]) => name === worker)?.[0];
  if (worker !== undefined && uid === undefined) throw new AssayError("not_found", `There is no worker ${worker}.`, { field: "worker" });
  const plan = await planOrDefaults(context);
  return (await selectWindows(context.db, uid)).map((row) => viewWindow(row, plan, names, context.now()));
}

/** The newest samplings. */
export async function listSamplings(context: EvalsContext): Promise<SamplingView[]> {
  const names = namesOf(context);
  return (await selectSamplings(context.db, LISTED)).map((row) => ({
    id: row.id,
    worker: nameOf(names, row.workerUid),
    framework: row.framework,
    task: row.task,
    state: row.state,
    documents: row.document.total_instances,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}

/** Task, instances, prompts, responses and result of a sampling, with the flags that its state gives them. @throws `not_found` */
export async function readSampling({ db }: EvalsContext, id: string): Promise<z.infer<typeof samplingDocumentsSchema>> {
  const row = await selectSampling(db, id);
  if (!row) throw new AssayError("not_found", `There is no sampling ${id}.`, { field: "id" });
  const prompts = await selectPrompts(db, id);
  const responses = await selectResponses(db, id);
  const answered = new Set(responses.map(({ ordinal }) => ordinal));
  const flags = { done: row.state !== "requesting", evaluated: row.state === "done" };
  const done = ({ ordinal }: { ordinal: number }) => ({ done: answered.has(ordinal) });
  return {
    task: { ...row.document, ...flags },
    instances: prompts.map((prompt) => ({ ...prompt.instance, ...done(prompt) })),
    prompts: prompts.map((prompt) => ({ ...prompt.prompt, ...done(prompt) })),
    responses: responses.map((response) => ({ ...response.document })),
    result: row.result && { ...row.result },
  };
}

/** The known `Summarizer`: each taxonomy of the plan, for each worker. */
export async function summariseTaxonomies(context: EvalsContext): Promise<TaxonomyView[]> {
  const names = namesOf(context);
  const plan = await planOrDefaults(context);
  const windows = Map.groupBy(await selectWindows(context.db), ({ workerUid }) => workerUid);
  const now = context.now().getTime();
  return plan.taxonomies.map((taxonomy) => ({
    taxonomy: taxonomy.name,
    workers: Object.fromEntries(
      [...windows].map(([uid, rows]) => {
        const statisticsOf = (task: string) => {
          const row = rows.find((one) => one.framework === "lmeh" && one.task === task);
          return row && describeSamples(validSamples(row.samples, plan.numerical, now));
        };
        return [nameOf(names, uid), summariseTaxonomy(taxonomy, statisticsOf)];
      }),
    ),
  }));
}

function viewWindow(row: WindowRow, plan: Plan, names: ReadonlyMap<number, string>, now: Date): WindowView {
  const worker = nameOf(names, row.workerUid);
  const samples: WindowSample[] = validSamples(
    row.samples,
    row.framework === "signatures" ? plan.signatures : plan.numerical,
    now.getTime(),
  );
  const shown = samples.flatMap(({ signature }) => (signature ? [signature] : []));
  return {
    worker,
    supplier_id: supplierId(worker, plan.service),
    framework: row.framework,
    task: row.task,
    ...describeSamples(samples),
    signature: shown.at(-1) ?? null,
    signatures: new Set(shown).size,
    lastSeen: row.lastSeen?.toISOString() ?? null,
    lastAsked: row.lastAsked?.toISOString() ?? null,
    samplings: row.samplings,
  };
}

async function planOrDefaults({ db }: EvalsContext): Promise<Plan> {
  return (await selectPlan(db)) ?? planSchema.parse({ tests: [{ tasks: [{ task: "none" }] }] });
}

function namesOf({ pool }: EvalsContext): Map<number, string> {
  return new Map(pool.list().map(({ uid, name }) => [uid, name]));
}

/** A worker that was removed has no name any more; its windows stay. */
function nameOf(names: ReadonlyMap<number, string>, uid: number): string {
  return names.get(uid) ?? `removed worker ${uid}`;
}
