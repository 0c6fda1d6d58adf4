import type { Callee } from "../../llm/index.ts";
import type { EndpointName } from "../driver.ts";

/** What happens to a joined process, for whoever watches it. */
export type JoinEvent =
  | { type: "joined"; uid: number }
  | { type: "lost"; reason: string; retryAfterMs: number }
  | { type: "draining" }
  | { type: "left" };

export interface JoinOptions {
  /** Of the server: `https://assay.example`. */
  url: string;
  key: string | undefined;
  /** Of the worker. Other processes may join under the same name and key: they share the load. */
  name: string;
  model: string | undefined;
  /** What its backend answers. Undefined: chats and completions, or as it was registered. */
  endpoints?: readonly EndpointName[] | undefined;
  maxConcurrency: number;
  backend: Callee;
  /** Aborting it drains: what was begun is finished, then this resolves. */
  signal: AbortSignal;
  onEvent(event: JoinEvent): void;
  /** In [0, 1). */
  random?: () => number;
  firstDelayMs?: number;
}
