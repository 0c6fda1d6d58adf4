import { useEffect, useRef, useState } from "preact/hooks";
import type { Path } from "./paths.ts";
import type { Problem } from "./problem.ts";
import { send } from "./send.ts";
import { toProblem } from "./to-problem.ts";

export interface Resource<T> {
  value: T | undefined;
  /** Why the newest request failed; `value` may still hold an older answer. */
  problem: Problem | undefined;
  reload(): void;
}

interface Next<T> {
  value?: T;
  problem: Problem | undefined;
}

/**
 * What GET answers, and again every so often. While the page is hidden nothing is asked.
 * @param path null: nothing to ask
 * @param everyMs milliseconds between an answer and the next request, by the newest value; null: do not ask again
 */
export function useResource<T>(path: Path<T> | null, everyMs: (value: T | undefined) => number | null = () => null): Resource<T> {
  const [state, setState] = useState<{ path: string | null } & Next<T>>({ path: null, problem: undefined });
  const [generation, setGeneration] = useState(0);
  const current = state.path === path ? state : undefined;
  // The newest rule counts, not that of the render which began to ask; and when a rule says stop, what is final is read once more.
  const rule = useRef(everyMs);
  rule.current = everyMs;
  const isAsking = everyMs(current?.value) !== null;
  useEffect(() => {
    if (path === null) return;
    const controller = new AbortController();
    void poll(
      path,
      (value) => rule.current(value),
      controller.signal,
      (next) => setState((old) => ({ ...(old.path === path && old), path, ...next })),
    );
    return () => controller.abort();
  }, [path, generation, isAsking]);
  return { value: current?.value, problem: current?.problem, reload: () => setGeneration((number) => number + 1) };
}

async function poll<T>(
  path: Path<T>,
  everyMs: (value: T | undefined) => number | null,
  signal: AbortSignal,
  onNext: (next: Next<T>) => void,
): Promise<void> {
  let text: string | undefined;
  let value: T | undefined;
  while (!signal.aborted) {
    try {
      const next = await send("GET", path, { signal });
      // An unchanged answer keeps its identity, so that nothing is drawn again.
      if (next !== text) value = JSON.parse(next) as T;
      text = next;
      if (value !== undefined) onNext({ value, problem: undefined });
    } catch (error) {
      if (signal.aborted) return;
      onNext({ problem: toProblem(error) });
    }
    const pauseMs = everyMs(value);
    if (pauseMs === null) return;
    await sleep(pauseMs, signal);
    if (document.hidden) await untilVisible(signal);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
