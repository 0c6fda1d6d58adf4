import { z } from "zod";
import { countByType, handOutJobs, insertJob, requireListed, rulesOf, takeAnswer, upsertWorker, type AoJob } from "../leases/index.ts";
import { parseData } from "../parse-data.ts";
import { Malformed, type ProcessKind, type Turn } from "../process-kind.ts";

const TYPES = ["Evaluate", "Chat"] as const;
type WorkerType = (typeof TYPES)[number];

const questions = {
  Evaluate: z.object({ question: z.string().min(1), expected_response: z.string(), context: z.string().default("") }),
  Chat: z.object({ question: z.string().min(1), context: z.string().default("") }),
} as const;
const BEST_SCORE = 10;

/** The WorkerType herder (ao.md, 4.5): `Evaluate` workers score an answer 0 to 10, `Chat` workers write one. */
export const workerHerder: ProcessKind = {
  kind: "worker-herder",
  actions: {
    Inference: { handle: infer },
    "Init-Response": { handle: register },
    "Inference-Response": { handle: respond },
    "Worker-Statistic": { isReadOnly: true, handle: statistic },
    Cron: { handle: handOut },
  },
};

async function infer(turn: Turn): Promise<void> {
  requireListed(turn, "clients");
  const type = typeOf(turn);
  const payload = parseData(turn, questions[type]);
  const { db, process, message, now } = turn;
  const reference = turn.tag("Reference") ?? turn.tag("X-Reference") ?? message.id;
  await insertJob(db, { id: message.id, processId: process.id, type, client: message.from, reference, priority: 0, payload }, now);
  await handOut(turn);
}

async function register(turn: Turn): Promise<void> {
  requireListed(turn, "workers");
  const { db, process, message, now } = turn;
  await upsertWorker(db, { processId: process.id, address: message.from, type: typeOf(turn) }, now);
  await handOut(turn);
}

/** A score that is none is no answer: the job is handed out again when its lease is over, and never counts as 0. */
async function respond(turn: Turn): Promise<void> {
  const job = await takeAnswer(turn, turn.tag("Job"));
  const text = turn.message.data.trim();
  if (job.type === "Evaluate" && !isScore(text)) throw new Malformed(`A score is a whole number from 0 to ${BEST_SCORE}.`);
  answer(turn, job, "200", text);
  await handOut(turn);
}

async function statistic(turn: Turn): Promise<void> {
  const counts = await countByType(turn.db, turn.process.id);
  const of = (type: WorkerType): { busy: number; free: number } => counts.find((one) => one.type === type) ?? { busy: 0, free: 0 };
  const value = {
    QueueLength: counts.reduce((sum, { queued }) => sum + queued, 0),
    BusyEvaluator: of("Evaluate").busy,
    BusyChat: of("Chat").busy,
    FreeEvaluator: of("Evaluate").free,
    FreeChat: of("Chat").free,
  };
  turn.reply({}, JSON.stringify(value));
}

function typeOf(turn: Turn): WorkerType {
  const wanted = turn.tag("WorkerType");
  const type = TYPES.find((one) => one === wanted);
  if (type) return type;
  throw new Malformed(`WorkerType must be ${TYPES.join(" or ")}.`);
}

function isScore(text: string): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) <= BEST_SCORE;
}

function answer(turn: Turn, { client, reference, type }: AoJob, status: string, text: string): void {
  const own = reference ?? "";
  turn.send(client, { Action: "Inference-Response", Status: status, WorkerType: type, Reference: own, "X-Reference": own }, text);
}

function handOut(turn: Turn): Promise<void> {
  return handOutJobs(turn, {
    rules: rulesOf(turn, 1),
    tell: ({ id, type, payload }, worker) => turn.send(worker, { Action: "Inference", WorkerType: type, Job: id }, JSON.stringify(payload)),
    giveUp: (job) => answer(turn, job, "504", ""),
  });
}
