import type { JsonObject, StreamSink, WorkerRequest } from "../driver.ts";

const OPENING = 0x7b;
const OPTIONS = Buffer.from('"stream_options":{"include_usage":true},');

/** A body that also asks for the tokens of its stream, and who hears of the stream without them. */
interface Asking {
  body: Uint8Array | string;
  sink: StreamSink;
}

/**
 * Asks for the usage of a stream that somebody pays for, though the caller did not: what it cost is nothing to guess. The event
 * that tells it, which has no choices, is kept from the caller, who reads what its own request brings.
 * @param body the request's text, an object
 * @returns undefined where the caller says something about it itself: then that holds
 */
export function askForUsage(request: WorkerRequest, body: Uint8Array | string, sink: StreamSink): Asking | undefined {
  if (request.body["stream_options"] !== undefined || request.body["stream"] !== true) return undefined;
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const after = bytes.indexOf(OPENING) + 1;
  return {
    body: Buffer.concat([bytes.subarray(0, after), OPTIONS, bytes.subarray(after)]),
    sink: {
      ...(sink.onStart && { onStart: (control) => sink.onStart?.(control) }),
      onEvent: (data, event) => void (tellsOnlyUsage(event) || sink.onEvent(data, event)),
    },
  };
}

function tellsOnlyUsage({ choices, usage }: JsonObject = {}): boolean {
  return Array.isArray(choices) && choices.length === 0 && typeof usage === "object" && usage !== null;
}
