import type { Tag } from "./data-item.ts";

/** Where a message comes from: a verified item, another process of ours, or the clock. */
export type Origin = "wallet" | "process" | "cron";

/** A message as a process gets it. */
export interface Message {
  id: string;
  processId: string;
  origin: Origin;
  /** Who acts: the signer's address or the sending process; never a tag. */
  from: string;
  tags: readonly Tag[];
  /** "" where the client sent its stand-in for nothing. */
  data: string;
  /** The signed message that this goes back to: its own id for a wallet's. */
  pushedFor: string;
}

/** A message that a process sends. */
export interface Outgoing {
  target: string;
  tags: readonly Tag[];
  data: string;
}

/** What came of a message: what was sent and printed, in order, or the error instead. */
export type Ending = { sent: Outgoing[]; printed: string } | { error: string };

/** A message in a result, in AO's spelling. */
export interface ResultMessage {
  Target: string;
  Anchor: string;
  Data: string;
  Tags: Tag[];
}

/** What `GET /result` and `POST /dry-run` give. */
export interface Result {
  Messages: ResultMessage[];
  Assignments: never[];
  Spawns: never[];
  Output: { data: string; prompt: string; print: boolean };
  GasUsed: number;
  Error?: string;
}

/** A process as its handlers see it. */
export interface Process {
  id: string;
  kind: string;
  owner: string;
  settings: Record<string, unknown>;
}

export function emptyResult(): Result {
  return { Messages: [], Assignments: [], Spawns: [], Output: { data: "", prompt: "", print: false }, GasUsed: 0 };
}

/** A result that tells why nothing was done. Clients look into `Messages` without asking, so it is there. */
export function errorResult(message: string): Result {
  return { ...emptyResult(), Error: message };
}
