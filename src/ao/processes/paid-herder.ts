import { z } from "zod";
import {
  countByType,
  handOutJobs,
  insertJob,
  lastPriority,
  removeWorker,
  requireListed,
  rulesOf,
  takeAnswer,
  upsertWorker,
  type AoJob,
} from "../leases/index.ts";
import { Refusal, type ProcessKind, type Turn } from "../process-kind.ts";
import { refundTags } from "../refund.ts";
import { tokenNotice } from "../token-notice.ts";

const paidSchema = z.object({ token: z.string(), sender: z.string(), quantity: z.string() });
const MOST_TOKENS = 4096;
/** Priorities are multipliers in millionths. */
const MILLION = 1_000_000n;
const DEFAULT_FEES = { base: 1n, token: 1n };

/** The paid herder (ao.md, 4.4): who pays more for his words and tokens is served first. */
export const paidHerder: ProcessKind = {
  kind: "paid-herder",
  actions: {
    "Credit-Notice": { handle: startInference },
    "Debit-Notice": { handle: async () => {} },
    "Transfer-Error": { handle: async () => {} },
    "Register-Worker": { handle: register },
    "Unregister-Worker": { handle: unregister },
    "Inference-Response": { handle: respond },
    Info: { isReadOnly: true, handle: info },
    Cron: { handle: handOut },
  },
};

async function startInference(turn: Turn): Promise<void> {
  const notice = await tokenNotice(turn);
  const [prompt, tokens] = [turn.tag("X-Prompt"), turn.tag("X-Tokens") ?? ""];
  const reference = turn.tag("X-Reference") ?? turn.message.id;
  if (prompt === undefined || prompt.trim() === "") return notice.refund("Set X-Prompt to the prompt.");
  if (!/^[1-9]\d{0,3}$/.test(tokens) || Number(tokens) > MOST_TOKENS)
    return notice.refund(`X-Tokens must be a whole number from 1 to ${MOST_TOKENS}.`);
  const needed = feeFor(turn, prompt, Number(tokens));
  const paid = BigInt(notice.quantity);
  if (paid < needed) return notice.refund("Insufficient payment", { "X-Needed": String(needed) });
  const { db, process, message, now } = turn;
  const priority = Number((paid * MILLION) / needed);
  const { token, sender, quantity } = notice;
  const payload = { prompt, tokens, termination: turn.tag("X-Termination") ?? "", paid: { token, sender, quantity } };
  await insertJob(
    db,
    {
      id: message.id,
      processId: process.id,
      type: "",
      client: notice.sender,
      reference,
      priority: Math.min(priority, Number.MAX_SAFE_INTEGER),
      payload,
    },
    now,
  );
  await handOut(turn);
}

/** Base + (words + tokens) x fee a token. Words are runs of letters and digits of any script: a prompt in Chinese costs, too. */
export function feeFor({ process }: Pick<Turn, "process">, prompt: string, tokens: number): bigint {
  const { base, token } = feesOf(process.settings);
  const words = prompt.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return base + BigInt(words + tokens) * token;
}

function feesOf({ baseFee, tokenFee }: Record<string, unknown>): typeof DEFAULT_FEES {
  return { base: toUnits(baseFee, DEFAULT_FEES.base), token: toUnits(tokenFee, DEFAULT_FEES.token) };
}

function toUnits(value: unknown, fallback: bigint): bigint {
  return /^\d{1,30}$/.test(String(value)) ? BigInt(String(value)) : fallback;
}

async function register(turn: Turn): Promise<void> {
  requireListed(turn, "workers");
  const { db, process, message, now } = turn;
  await upsertWorker(db, { processId: process.id, address: message.from, type: "" }, now);
  turn.reply({}, "Registered.");
  await handOut(turn);
}

async function unregister(turn: Turn): Promise<void> {
  const { db, process, message } = turn;
  if (!(await removeWorker(db, process.id, message.from))) throw new Refusal(404, "You are not registered.");
  turn.reply({}, "Unregistered; what you held is handed to others.");
  await handOut(turn);
}

/** A worker holds one job at a time, so that it need not name it. */
async function respond(turn: Turn): Promise<void> {
  answer(turn, await takeAnswer(turn, turn.tag("Job")), "200", turn.message.data);
  await handOut(turn);
}

async function info(turn: Turn): Promise<void> {
  const { base, token } = feesOf(turn.process.settings);
  const counts = await countByType(turn.db, turn.process.id);
  const last = (await lastPriority(turn.db, turn.process.id)) ?? Number(MILLION);
  turn.reply({
    Name: "Llama-Herder",
    Version: "1",
    "Base-Fee": String(base),
    "Token-Fee": String(token),
    "Last-Multiplier": String(last / Number(MILLION)),
    "Queue-Length": String(counts.reduce((sum, { queued }) => sum + queued, 0)),
  });
}

function answer(turn: Turn, { client, reference }: AoJob, status: string, text: string): void {
  turn.send(client, { Action: "Inference-Response", Status: status, "X-Reference": reference ?? "" }, text);
}

/** Whom nobody served has his money back. */
function giveBack(turn: Turn, { id, payload }: AoJob): void {
  const paid = paidSchema.safeParse(payload["paid"]);
  if (paid.success) turn.send(paid.data.token, refundTags(id, paid.data, "No worker answered."));
}

function handOut(turn: Turn): Promise<void> {
  return handOutJobs(turn, {
    rules: rulesOf(turn, 1),
    tell: ({ id, payload }, worker) =>
      turn.send(
        worker,
        { Action: "Inference", Job: id, Tokens: String(payload["tokens"]), Termination: String(payload["termination"]) },
        String(payload["prompt"]),
      ),
    giveUp: (job) => {
      answer(turn, job, "504", "");
      giveBack(turn, job);
    },
  });
}
