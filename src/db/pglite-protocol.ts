import type { ErrorCode } from "../lib/errors.ts";

/** What the main thread asks of the database thread. `transaction` undefined means outside any. */
export type Request =
  | { operation: "open" | "begin" | "close" }
  | { operation: "query"; text: string; parameters: readonly unknown[]; transaction: number | undefined }
  | { operation: "exec"; text: string; transaction: number | undefined }
  | { operation: "commit" | "rollback"; transaction: number }
  | { operation: "listen"; channel: string };

export type NumberedRequest = Request & { id: number };

/** A failed statement; `assayCode` when it is a fault of ours rather than PostgreSQL's. */
export interface ReplyError {
  message: string;
  code?: string;
  constraint?: string;
  assayCode?: ErrorCode;
}

/** What comes back: the answer to a request, or a notification. */
export type Reply = { id: number; rows: unknown[] } | { id: number; error: ReplyError } | { channel: string; payload: string };
