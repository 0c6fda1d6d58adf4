/** An answer as a rater saw it. */
export interface ShownAnswer {
  /** The column, from 0 on the left. */
  position: number;
  /** null: no worker's. */
  workerUid: number | null;
  text: string;
  /** Why there is no whole answer; null: it is whole. */
  fault: string | null;
}

/** Answers to one prompt that were shown side by side: what a ballot is about. */
export interface Showing {
  id: string;
  /** Name of the key that asked for it. */
  rater: string;
  /** Where it was shown. */
  source: "playground";
  /** What the answers answer, in the form of a chat request. */
  prompt: Record<string, unknown>;
  /** Whether nobody was named, and the sides were drawn. */
  isBlind: boolean;
  answers: readonly ShownAnswer[];
}
