import type { FaultCode } from "../api/types.ts";

/** Each fault in words. The type makes the list total. */
export const FAULT_SENTENCES: Record<FaultCode, string> = {
  connection: "The worker could not be reached.",
  timeout: "The worker did not answer in time.",
  rate_limited: "The worker refused because it was asked too often.",
  bad_request: "The worker refused the request itself, so this does not count against it.",
  server_error: "The worker failed with an error of its own.",
  bad_response: "What the worker sent is not an answer: not JSON, of another shape, or cut short.",
  empty_response: "The worker answered with nothing.",
  circuit_open: "The worker was not asked, because it had failed repeatedly just before.",
  held: "The worker was not asked, because its operator had paused it.",
  not_recorded: "The recording holds no answer to this document, so this does not count against it.",
  unsupported: "The worker gives no log-probabilities, which this task compares, so this does not count against it.",
  unusable: "The worker cannot be asked at all: its recording or settings are at fault.",
  cancelled: "The request was cancelled before it was answered.",
};

/** A fault in words, also one that this version does not know. */
export function faultSentence(code: string): string {
  return FAULT_SENTENCES[code as FaultCode] ?? `The answer failed: ${code}.`;
}
