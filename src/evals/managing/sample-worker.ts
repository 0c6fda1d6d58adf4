import { randomBytes } from "node:crypto";
import { AssayError } from "../../lib/errors.ts";
import type { WorkerSnapshot } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import {
  buildDocuments,
  documentId,
  parsePocketRequest,
  PocketFault,
  samplerRequestSchema,
  SIGNATURES,
  toTaskDocument,
  type InstanceDocument,
  type PromptDocument,
  type SamplerRequest,
  type SignatureKind,
  type TimeoutModel,
} from "../pocket/index.ts";
import { loadTaskIndex, resolveTasks, type Task } from "../tasks/index.ts";
import { chooseSeed } from "./choose-seed.ts";
import { REQUEST_JOB } from "./job-names.ts";
import { insertPrompts, insertSampling, selectPlan, type PromptRow, type SamplingRow } from "./store.ts";
import { chooseTaskDocuments } from "./task-documents.ts";

const ID_BYTES = 12;

/**
 * The known `Sampler`: chooses documents of one task for one worker, makes the known documents of them, and starts the
 * asking, all in one transaction.
 * @param input as `samplerRequestSchema` has it; `requester_args.address` is the worker's name
 * @returns the sampling's id
 * @throws PocketFault `ValidationError`, `TaskNotFound`, `NotFound` or `ApplicationError`; `conflict` while the worker is being
 *   asked this task; nothing is stored then
 */
export async function sampleWorker(context: EvalsContext, input: unknown): Promise<string> {
  const request = parsePocketRequest(samplerRequestSchema, input);
  const worker = context.pool.find(request.requester_args.address);
  if (!worker) throw new PocketFault("NotFound", `There is no worker ${request.requester_args.address}.`, "requester_args.address");
  const timeouts = (await selectPlan(context.db))?.timeouts ?? {};
  const timeout = timeouts[request.requester_args.service] ?? timeouts["default"];
  const sampling = request.framework === "signatures" ? ofSignature(context, request) : await ofTask(context, request, timeout);
  const { prompts, ...row } = { ...sampling, workerUid: worker.uid };
  await context.db.transaction(async () => {
    if (!(await insertSampling(context.db, row))) throw isBeingAsked(worker, request);
    await insertPrompts(context.db, row.id, prompts);
    await context.jobs.start(REQUEST_JOB, { samplingId: row.id }, { id: row.id });
  });
  context.log.info({ sampling: row.id, worker: worker.name, task: row.task, documents: prompts.length }, "worker sampled");
  return row.id;
}

type NewSampling = Omit<SamplingRow, "workerUid" | "state" | "result" | "finishedAt"> & { prompts: PromptRow[] };

async function ofTask(context: EvalsContext, request: SamplerRequest, timeout: TimeoutModel | undefined): Promise<NewSampling> {
  const task = await findTask(context, request.tasks);
  const seed = chooseSeed();
  const { documents, examples, datasetId } = await chooseTaskDocuments(context.db, task, request, seed);
  const { id, createdAt } = newIdentity(context);
  const built = buildDocuments({ request, task, documents, examples, timeout, samplingId: id, at: createdAt });
  return {
    id,
    framework: request.framework,
    task: task.name,
    document: built.task,
    config: task.config as Record<string, unknown>,
    datasetId,
    seed,
    createdAt,
    prompts: built.instances.map((one, ordinal) => ({ ordinal, docId: one.instance.doc_id, ...one })),
  };
}

/** One task by its name. @throws PocketFault `TaskNotFound`, or `ApplicationError` for one that is not asked for a text */
async function findTask(context: EvalsContext, name: string): Promise<Task> {
  const index = await loadTaskIndex(context.includePaths);
  try {
    const { tasks } = resolveTasks(index, [name]);
    const [task] = tasks;
    if (!task || tasks.length > 1)
      throw new PocketFault("BadParams", `${name} stands for ${tasks.length} tasks: sample one at a time.`, "tasks");
    if (task.outputType === "generate_until") return task;
    throw new PocketFault(
      "ApplicationError",
      `Task ${name} has output_type ${task.outputType}. Currently only 'generate_until' output_type is supported`,
      "tasks",
    );
  } catch (error) {
    if (error instanceof AssayError && error.code === "not_found")
      throw new PocketFault("TaskNotFound", `Tasks not found. ${error.message}`, "tasks");
    throw error;
  }
}

/** One instance with one prompt of no text: what is asked is the path. */
function ofSignature(context: EvalsContext, request: SamplerRequest): NewSampling {
  if (!Object.hasOwn(SIGNATURES, request.tasks)) {
    throw new PocketFault(
      "TaskNotFound",
      `Tasks not found. A signature is of ${Object.keys(SIGNATURES).join(" or ")}, not of ${request.tasks}.`,
      "tasks",
    );
  }
  const { path, timeout } = SIGNATURES[request.tasks as SignatureKind];
  const { id, createdAt } = newIdentity(context);
  const asked = { ...request, requester_args: { ...request.requester_args, method: "GET", path, headers: {} } };
  const creation_date = createdAt.toISOString();
  const instanceId = documentId(id, "instance", 0);
  const instance: InstanceDocument = {
    request_type: "signature",
    doc: {},
    arguments: ["", {}],
    idx: 0,
    metadata: [request.tasks, 0, 1],
    task_name: request.tasks,
    doc_id: 0,
    repeats: 1,
    task_id: id,
    _id: instanceId,
    done: false,
    creation_date,
  };
  const prompt: PromptDocument = {
    _id: documentId(id, "prompt", 0),
    data: "",
    task_id: id,
    instance_id: instanceId,
    timeout,
    done: false,
    trigger_session: 0,
    creation_date,
    ctxlen: 0,
    context_enc: null,
    continuation_enc: null,
  };
  return {
    id,
    framework: request.framework,
    task: request.tasks,
    document: toTaskDocument(asked, { numFewshot: null, count: 1, requestType: "signature", samplingId: id, at: createdAt }),
    config: null,
    datasetId: null,
    seed: 0,
    createdAt,
    prompts: [{ ordinal: 0, docId: 0, instance, prompt, target: "" }],
  };
}

function newIdentity({ now }: EvalsContext): { id: string; createdAt: Date } {
  return { id: randomBytes(ID_BYTES).toString("hex"), createdAt: now() };
}

function isBeingAsked({ name }: WorkerSnapshot, { tasks }: SamplerRequest): AssayError {
  return new AssayError("conflict", `The worker ${name} is being asked ${tasks} already: one sampling at a time.`, { field: "tasks" });
}
