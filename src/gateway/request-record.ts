/** A worker that was asked for an answer. */
export interface AskedWorker {
  uid: number;
  name: string;
  /** The chance that the choice fell on it, given the network at that moment. */
  probability: number;
  /** `ok`, `dropped` (another worker was faster, or the answer was not needed), or why it failed: a FaultCode. */
  outcome: string;
  /** What it did other than answer: it was not chosen for that, but trusted. */
  part?: "judge" | "aggregator";
  /** Where several were asked at once: milliseconds from the request to its first token, and to its end where it was waited for. */
  firstTokenMs?: number | null;
  durationMs?: number | null;
  promptTokens?: number | null;
  completionTokens?: number | null;
}

/** A worker that could be chosen, and what a choice goes by: uid, incentive, the ends of its interval, requests that it had. */
export type RecordedContestant = [uid: number, value: number, low: number, high: number, workload: number];

/** What is kept of a request to the network: enough to account for it and to judge another policy off-line; never its text. */
export interface RequestFacts {
  receivedAt: Date;
  /** Name of the caller's key. */
  caller: string;
  surface: "openai" | "chat" | "compare";
  /** The model that was named, or the sampling mode. */
  askedFor: string;
  isStream: boolean;
  /** Workers wanted at once. */
  k: number;
  /** Seed of the choice. */
  seed: number;
  /** Whom the (first) choice was made over; null: there was nothing to choose, or too many to keep. */
  contestants: RecordedContestant[] | null;
  /** In the order in which they were asked. */
  asked: AskedWorker[];
  /** Who gave the answer; null: nobody. */
  winnerUid: number | null;
  /** `ok`, or why there is no whole answer: an ErrorCode. */
  outcome: string;
  promptTokens: number | null;
  completionTokens: number | null;
  /** Milliseconds from the request to the first token sent on; null: there was none, or the answer came whole. */
  firstTokenMs: number | null;
  durationMs: number;
}

/** The same with what the request's account says. */
export interface RequestRecord extends RequestFacts {
  /** Whether a worker did not count its tokens, and they are estimated. */
  tokensEstimated: boolean;
  /** Of all workers that were asked, in billionths of the account currency. */
  costNanos: number;
  /** Set aside in the caller's budget before the calls; null: it has none. */
  reservedNanos: number | null;
  /** Whether the answer came from the caller's cache; null: not looked up. */
  cache: "hit" | "miss" | null;
}
