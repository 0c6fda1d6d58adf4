/** What the main thread asks of the database thread. `transaction` undefined means outside any. */
export type Request =
  | { operation: "open" | "begin" | "close" }
  | { operation: "query"; text: string; parameters: readonly unknown[]; transaction: number | undefined }
  | { operation: "exec"; text: string; transaction: number | undefined }
  | { operation: "commit" | "rollback"; transaction: number }
  | { operation: "listen"; channel: string };

export type NumberedRequest = Request & { id: number };

/** What comes back: the answer to a request, or a notification. */
export type Reply =
  | { id: number; rows: unknown[] }
  | { id: number; error: { message: string; code?: string; constraint?: string; inUse?: boolean } }
  | { channel: string; payload: string };
