import type { JsonObject, WorkerSnapshot } from "../workers/index.ts";
import { LatencyWindow } from "../workers/index.ts";

/** When a second worker is asked: never, after this share of the first one's own answers took, or after so many milliseconds. */
export type HedgePolicy = "off" | "p50" | "p95" | number;

/** What is learned of a worker counts from so many answers on. */
const MIN_SAMPLES = 20;
/** A worker that answers at once is not asked twice for being a little slower now. */
const MIN_DELAY_MS = 50;
/** Remembered at once, 4 KB each. */
const MAX_WORKERS = 4_096;
const SHARE = { p50: 0.5, p95: 0.95 } as const;

/** What the caller waits for: the first token of a stream, or the whole answer. */
export type Awaited = "first token" | "answer";

/** Learns how long each worker lets its callers wait, and says when a second one is asked beside it. */
export class Hedging {
  readonly #policy: HedgePolicy;
  readonly #windows: Record<Awaited, Map<number, LatencyWindow>> = { "first token": new Map(), answer: new Map() };

  /** @param policy of requests that bring none of their own */
  constructor(policy: HedgePolicy) {
    this.#policy = policy;
  }

  /** Notes how long a worker took, or how long it had taken when it was dropped: else the slow ones would never look slow. */
  learn(uid: number, awaited: Awaited, waitedMs: number): void {
    const windows = this.#windows[awaited];
    const window = windows.get(uid) ?? new LatencyWindow();
    const [oldest] = windows.size < MAX_WORKERS ? [] : windows.keys();
    // Workers come and go for as long as the process lives; of whom nobody asked for longest nothing is kept.
    if (oldest !== undefined && !windows.has(uid)) windows.delete(oldest);
    windows.delete(uid);
    windows.set(uid, window);
    window.add(waitedMs);
  }

  /** Milliseconds; undefined: nobody else is asked. */
  afterMs({ uid }: Pick<WorkerSnapshot, "uid">, awaited: Awaited, policy = this.#policy): number | undefined {
    if (policy === "off") return undefined;
    if (typeof policy === "number") return policy;
    const window = this.#windows[awaited].get(uid);
    const learned = window && window.count >= MIN_SAMPLES ? window.quantile(SHARE[policy]) : null;
    return learned === null ? undefined : Math.max(MIN_DELAY_MS, learned);
  }
}

/**
 * Whether asking two workers does no more than asking one: not where the provider keeps the answer, or runs tools of its own
 * that do something. Tools of type `function` or `custom` are run by the caller, who gets one answer only.
 */
export function isSafeToAskTwice({ store, tools, background }: JsonObject): boolean {
  if (store === true || background === true) return false;
  return !Array.isArray(tools) || tools.every((tool: { type?: unknown } | null) => CALLERS_TOOLS.has(tool?.type ?? "function"));
}

const CALLERS_TOOLS: ReadonlySet<unknown> = new Set(["function", "custom"]);
