import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

const STATUS_OF: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "too_large", "The request's headers are too large."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "timeout", "The request did not arrive in time."],
};
const BROKEN = [400, "invalid_input", "The request is not HTTP that can be read."] as const;

/** Answers what cannot become a request (too long a head, too slow, no HTTP) and ends its connection. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = STATUS_OF[error.code ?? ""] ?? BROKEN;
  const title = STATUS_CODES[status] ?? "";
  const body = JSON.stringify({ type: "about:blank", title, status, detail, code });
  const head = ["content-type: application/problem+json", `content-length: ${Buffer.byteLength(body)}`, "connection: close"];
  // What the client still sends is read and dropped: closing on unread bytes would reset the connection before the answer is read.
  socket.resume();
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${head.join("\r\n")}\r\n\r\n${body}`);
}
