import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { AssayError, type ErrorCode } from "../../lib/errors.ts";

const MAX_BODY_CHARACTERS = 64 * 1024;
/** The server, or a proxy before it, may fare better later. */
const PASSING = new Set([408, 425, 429]);
const CODES: Readonly<Record<number, ErrorCode>> = { 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict" };

interface Refusal {
  error: AssayError;
  /** Whether asking again would end the same. */
  isFinal: boolean;
}

/** Hears whether the server answers the upgrade as HTTP: then it refuses. @returns what it said, once the socket is closed */
export function refusalOf(socket: WebSocket): () => Promise<Refusal | undefined> {
  let refusal: Promise<Refusal> | undefined;
  socket.on("unexpected-response", (_request, response: IncomingMessage) => {
    refusal = read(response).finally(() => socket.terminate());
  });
  return async () => refusal;
}

async function read(response: IncomingMessage): Promise<Refusal> {
  const status = response.statusCode ?? 0;
  let text = "";
  try {
    response.setEncoding("utf8");
    for await (const part of response) if (text.length < MAX_BODY_CHARACTERS) text += part as string;
  } catch {
    // What came of it may be enough.
  }
  const code = CODES[status] ?? (status >= 500 ? "unavailable" : "invalid_input");
  const message = `The server refused the connection (${status}): ${detailOf(text)}`;
  return { error: new AssayError(code, message), isFinal: status < 500 && !PASSING.has(status) };
}

function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === "string") return detail;
  } catch {
    // No problem details: somebody else answers there.
  }
  return text.trim() === "" ? "it did not say why." : text.trim().slice(0, 300);
}
