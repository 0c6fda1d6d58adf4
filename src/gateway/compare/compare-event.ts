import type { ChoiceMode, WorkerSnapshot } from "../../workers/index.ts";

/** Who answers, and why the router came to it. In no event of a blind comparison. */
export interface ComparedWorker extends Pick<
  WorkerSnapshot,
  "uid" | "name" | "kind" | "simulated" | "model" | "owner" | "state" | "incentive" | "inFlight" | "queued"
> {
  /** The chance that the choice fell on it. */
  probability: number;
}

/** What `POST /assay/v1/compare` streams. A position is a column, from 0. Times are milliseconds from the request. */
export type CompareEvent =
  | { type: "asked"; comparison: string; mode: ChoiceMode; seed: number; blind: boolean; wanted: number; answers: ComparedAnswer[] }
  | { type: "delta"; position: number; text: string }
  | AnswerEnd
  | {
      type: "consensus";
      position: number;
      acceptedAnswer: string;
      support: number;
      supporters: number[];
      method: string;
      agreement: number;
    }
  | { type: "done"; durationMs: number }
  /** In the place of `done`, when nothing can be asked any more. */
  | { type: "error"; message: string };

export interface ComparedAnswer {
  position: number;
  /** null: the comparison is blind. */
  worker: ComparedWorker | null;
}

export interface AnswerEnd {
  type: "end";
  position: number;
  /** `ok`, `timeout` (the whole took too long), or why it failed: a FaultCode. */
  outcome: string;
  /** The fault in a sentence; null: none, or the comparison is blind. */
  message: string | null;
  firstTokenMs: number | null;
  durationMs: number;
  finishReason: string | null;
  /** null: the worker does not say. */
  promptTokens: number | null;
  completionTokens: number | null;
  /** Micro-units of the account currency, by the worker's prices; null: its tokens are not known. */
  cost: number | null;
}
