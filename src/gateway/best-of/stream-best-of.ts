import { WorkerFault, type JsonObject, type StreamSink, type TokenUsage, type WorkerSnapshot } from "../../workers/index.ts";
import { deltaOf } from "../delta-of.ts";
import type { Completion } from "../completion.ts";
import type { GatewayContext } from "../context.ts";
import { askBestOf, type BestOf, type WholeAnswer } from "./ask-best-of.ts";
import { withUsage } from "./complete-best-of.ts";

/** Of one answer's events, which are held until it is decided whose are handed on. */
const MAX_HELD_CHARACTERS = 16 * 1024 * 1024;

interface StreamedAnswer extends WholeAnswer {
  events: string[];
}

interface BestOfSink {
  /** Hears what was decided, before the first event. */
  onDecided(best: BestOf<WholeAnswer>): void;
  onEvent(data: string): void;
}

/**
 * The best of several answers as a stream: all are awaited, then the winner's own events are handed on as they came, but for
 * the usage, which is that of all. Rejects like `askBestOf`, before anything was handed on.
 */
export async function streamBestOf(context: GatewayContext, completion: Completion, count: number, sink: BestOfSink): Promise<void> {
  const best = await askBestOf<StreamedAnswer>(context, {
    completion,
    count,
    isStream: true,
    ask: (worker, signal) => hold(context, completion, worker, signal),
  });
  sink.onDecided(best);
  for (const data of best.value.events) sink.onEvent(isUsage(data) ? retold(data, best.value.usage) : data);
}

async function hold(
  { pool }: GatewayContext,
  { request }: Completion,
  worker: WorkerSnapshot,
  signal: AbortSignal,
): Promise<StreamedAnswer> {
  const events: string[] = [];
  let text = "";
  let held = 0;
  const onEvent: StreamSink["onEvent"] = (data, event = JSON.parse(data) as JsonObject) => {
    held += data.length;
    if (held > MAX_HELD_CHARACTERS) throw new WorkerFault("bad_response", `The worker ${worker.name} sent more than can be held.`);
    events.push(data);
    text += deltaOf(event);
  };
  const { usage } = await pool.stream(worker.uid, request, { onEvent }, { signal });
  return { events, text, usage };
}

/** The event at the end that `stream_options.include_usage` asks for. */
function isUsage(data: string): boolean {
  const { choices, usage } = JSON.parse(data) as JsonObject;
  return Array.isArray(choices) && choices.length === 0 && typeof usage === "object" && usage !== null;
}

function retold(data: string, usage: TokenUsage | null): string {
  return JSON.stringify(withUsage(JSON.parse(data) as JsonObject, usage));
}
