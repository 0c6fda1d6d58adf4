import { useEffect, useRef, useState } from "preact/hooks";
import { comparePath } from "../api/paths.ts";
import type { Problem } from "../api/problem.ts";
import { readEvents } from "../api/read-events.ts";
import { open } from "../api/send.ts";
import { toProblem } from "../api/to-problem.ts";
import type { CompareEvent } from "../api/types.ts";
import { NOTHING_SHOWN, show, type Shown } from "./columns.ts";

interface ComparisonState {
  shown: Shown;
  isAsking: boolean;
  problem: Problem | undefined;
  ask(body: object): void;
  stop(): void;
}

/** Asks, and shows what comes as it comes: drawn at most once a frame. Leaving the page, or asking again, stops what is under way. */
export function useComparison(): ComparisonState {
  const [shown, setShown] = useState(NOTHING_SHOWN);
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const current = useRef<AbortController | null>(null);
  const stop = () => current.current?.abort();
  useEffect(() => stop, []);
  const ask = async (body: object) => {
    stop();
    const controller = new AbortController();
    current.current = controller;
    setShown(NOTHING_SHOWN);
    setProblem(undefined);
    setAsking(true);
    try {
      await follow(body, controller.signal, setShown);
    } catch (error) {
      if (!controller.signal.aborted) setProblem(toProblem(error));
    } finally {
      if (current.current === controller) setAsking(false);
    }
  };
  return { shown, isAsking, problem, ask: (body) => void ask(body), stop };
}

async function follow(body: object, signal: AbortSignal, onShown: (shown: Shown) => void): Promise<void> {
  const response = await open("POST", comparePath, { body, signal, accept: "text/event-stream" });
  let shown = NOTHING_SHOWN;
  let frame = 0;
  try {
    for await (const event of readEvents<CompareEvent>(response)) {
      shown = show(shown, event);
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (!signal.aborted) onShown(shown);
      });
    }
  } finally {
    cancelAnimationFrame(frame);
    if (!signal.aborted) onShown(shown);
  }
  if (!shown.isDone && !signal.aborted) throw new Error("The stream broke off before every answer had ended.");
}
