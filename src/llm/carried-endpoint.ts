import type { CallControl, Callee } from "./call.ts";
import { Exchange } from "./exchange.ts";
import type { LlmError } from "./llm-error.ts";
import { quoteBody } from "./quote-body.ts";

/** A call for others to carry to an endpoint that we cannot reach ourselves. */
export interface CarriedCall {
  /** Such as `/chat/completions`. */
  path: string;
  /** null: a GET. */
  body: Uint8Array | string | null;
}

/** What the carrier tells of the response: one head, its bytes, and one end; or a failure, after which nothing more is heard. */
export interface CarriedReply {
  onHead(status: number, headers: Record<string, string>): void;
  onData(bytes: Buffer): void;
  onEnd(): void;
  onFailure(failure: LlmError): void;
}

/** Steers a call that is being carried. */
export interface CarriedControl extends CallControl {
  /** Nobody wants the rest. */
  abort(): void;
}

/** Takes a call to where it is answered. Before it returns it may tell `onFailure`, and nothing else. */
export type Carry = (call: CarriedCall, reply: CarriedReply) => CarriedControl;

/** An endpoint behind a carrier: judged, timed and limited like one of our own. */
export function carriedEndpoint(label: string, carry: Carry): Callee {
  return {
    label,
    quote: quoteBody,
    async call(path, body, receiver, options) {
      const exchange = new Exchange(label, receiver, options);
      if (options.signal?.aborted) return exchange.result;
      const controller = { abort: () => control.abort(), pause: () => control.pause(), resume: () => control.resume() };
      const control = carry(
        { path, body },
        {
          onHead: (status, headers) => exchange.onResponseStart(controller, status, headers),
          onData: (bytes) => exchange.onResponseData(controller, bytes),
          onEnd: () => exchange.onResponseEnd(),
          onFailure: (failure) => exchange.onResponseError(controller, failure),
        },
      );
      exchange.onRequestStart(controller);
      return exchange.result;
    },
  };
}
