import { LlmError } from "./llm-error.ts";

/** Names and codes by which undici says that the other side breaks the protocol. */
const NOT_HTTP = new Set(["HTTPParserError", "UND_ERR_HEADERS_OVERFLOW", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);
const OURS = new Set(["UND_ERR_DESTROYED", "UND_ERR_CLOSED"]);

/**
 * What went wrong below HTTP, as a failure of the call.
 * @param hasBegun whether the response's head had come: then the answer was cut short
 */
export function connectionError(label: string, error: Error, hasBegun: boolean): LlmError {
  // Whoever carried the call for us has said already what happened.
  if (error instanceof LlmError) return error;
  const { message, code = "" } = error as NodeJS.ErrnoException;
  // The endpoint was closed by us: its worker was changed or taken away.
  if (OURS.has(code)) return new LlmError("cancelled", `${label} is not asked any more.`, { cause: error });
  // Never sent, such as for a key that cannot stand in a header.
  if (code === "UND_ERR_INVALID_ARG") return new LlmError("bad_request", `${label} cannot be asked: ${message}.`, { cause: error });
  const reason = [message, message.includes(code) ? "" : code].filter((part) => part !== "").join(", ");
  if (hasBegun) return new LlmError("bad_response", `${label} broke off its answer: ${reason}.`, { cause: error });
  if (NOT_HTTP.has(code) || NOT_HTTP.has(error.name)) {
    return new LlmError("bad_response", `${label} does not speak HTTP as it should: ${reason}.`, { cause: error });
  }
  return new LlmError("connection", `The connection to ${label} failed: ${reason}.`, { cause: error });
}
