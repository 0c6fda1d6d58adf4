import { z } from "zod";
import { handOutJobs, insertJob, removeWorker, requireListed, rulesOf, takeAnswer, upsertWorker, type AoJob } from "../leases/index.ts";
import { parseData } from "../parse-data.ts";
import { Refusal, type ProcessKind, type Turn } from "../process-kind.ts";

const MOST_PROMPTS = 1000;
const textId = z.union([z.string(), z.number()]).transform(String);
const asking = z.object({
  model: z.string().default(""),
  prompts: z
    .array(z.object({ id: textId, prompt: z.string().min(1), dataset: z.string().optional() }))
    .min(1)
    .max(MOST_PROMPTS),
});
const answering = z.object({ id: z.string(), result: z.string() });

/** The Llama router (ao.md, 4.3): prompts of clients go to the worker with the least to do, answers back to who asked. */
export const router: ProcessKind = {
  kind: "router",
  actions: {
    "Register-Worker": { handle: register },
    "Unregister-Worker": { handle: unregister },
    Inference: { handle: infer },
    "Inference-Response": { handle: respond },
    Cron: { handle: handOut },
  },
};

async function register(turn: Turn): Promise<void> {
  requireListed(turn, "workers");
  const { db, process, message, now } = turn;
  const isNew = await upsertWorker(db, { processId: process.id, address: message.from, type: "" }, now);
  turn.reply({}, isNew ? "Registered." : "Registered before; the workload stays.");
  await handOut(turn);
}

async function unregister(turn: Turn): Promise<void> {
  const { db, process, message } = turn;
  if (!(await removeWorker(db, process.id, message.from))) throw new Refusal(404, "You are not registered.");
  turn.reply({}, "Unregistered; what you held is handed to others.");
  await handOut(turn);
}

async function infer(turn: Turn): Promise<void> {
  requireListed(turn, "clients");
  const { model, prompts } = parseData(turn, asking);
  const { db, process, message, now } = turn;
  const reference = turn.tag("X-Reference") ?? turn.tag("Reference") ?? null;
  for (const [index, prompt] of prompts.entries()) {
    const payload = { id: prompt.id, prompt: prompt.prompt, model, dataset: prompt.dataset ?? "" };
    await insertJob(
      db,
      { id: `${message.id}.${index}`, processId: process.id, type: "", client: message.from, reference, priority: 0, payload },
      now,
    );
  }
  await handOut(turn);
}

/** The worker knows a job by our id, the client by his own: two clients' ids never meet. */
async function respond(turn: Turn): Promise<void> {
  const { id, result } = parseData(turn, answering);
  const job = await takeAnswer(turn, id);
  answer(turn, job, "200", result);
  await handOut(turn);
}

function answer(turn: Turn, { client, reference, payload }: AoJob, status: string, result: string): void {
  const tags = { Action: "Inference-Response", Status: status, ...(reference !== null && { "X-Reference": reference }) };
  turn.send(client, tags, JSON.stringify({ id: payload["id"], model: payload["model"], result }));
}

function handOut(turn: Turn): Promise<void> {
  return handOutJobs(turn, {
    rules: rulesOf(turn),
    tell: (job, worker) =>
      turn.send(worker, { Action: "Inference", "X-Reference": job.id }, JSON.stringify({ ...job.payload, id: job.id })),
    giveUp: (job) => answer(turn, job, "504", ""),
  });
}
