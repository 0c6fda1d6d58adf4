import { WebSocket } from "ws";
import { AssayError } from "../../lib/errors.ts";
import { VERSION } from "../../lib/version.ts";
import { BackendRelay } from "./backend-relay.ts";
import type { JoinOptions } from "./join-options.ts";
import { CLOSE, MAX_FRAME_BYTES, PROTOCOL } from "./protocol.ts";
import { BrokenFrameError } from "./read-frame.ts";
import { refusalOf } from "./refusal-of.ts";

const HANDSHAKE_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const PATH = "/assay/v1/workers/connect";

interface Ended {
  /** It left in order, because the signal said so. */
  isDrained: boolean;
  /** Whether the server had let it in. */
  hasJoined: boolean;
  reason: string;
}

/** Serves over one connection until it ends. @throws AssayError when another try would end the same */
export async function connectOnce(options: JoinOptions, instance: string): Promise<Ended> {
  const { backend, maxConcurrency, signal, onEvent } = options;
  const socket = open(options, instance);
  const refusal = refusalOf(socket);
  const closed = new Promise<{ code: number; text: string }>((resolve) => {
    socket.once("close", (code, text) => resolve({ code, text: text.toString() }));
  });
  let hasJoined = false;
  let failure = "";
  let lifeline: NodeJS.Timeout | undefined;
  socket.on("error", ({ message }) => (failure ||= message));
  const relay = new BackendRelay(socket, {
    backend,
    maxConcurrency,
    onWelcome({ uid, lostAfterMs }) {
      hasJoined = true;
      lifeline = setTimeout(() => socket.terminate(), lostAfterMs);
      onEvent({ type: "joined", uid });
    },
  });
  socket.on("ping", () => lifeline?.refresh());
  socket.on("message", (message, isBinary) => {
    lifeline?.refresh();
    try {
      relay.hear(message, isBinary);
    } catch (error) {
      if (!(error instanceof BrokenFrameError)) throw error;
      failure = error.message;
      socket.close(CLOSE.brokenFrame, error.message);
    }
  });
  let isDrained = false;
  const leave = async () => {
    // Not let in yet: there is nothing to finish.
    if (!hasJoined) return socket.terminate();
    onEvent({ type: "draining" });
    await relay.drain();
    isDrained = true;
    socket.close(CLOSE.done, "the worker leaves");
    setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  };
  const onAbort = () => void leave();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const { code, text } = await closed;
    const said = text || failure || `closed with ${code}`;
    const refused = await refusal();
    if (refused?.isFinal) throw refused.error;
    if (code === CLOSE.removed) throw new AssayError("conflict", `The server closed the connection: ${said}.`);
    return { isDrained: isDrained || signal.aborted, hasJoined, reason: refused?.error.message ?? said };
  } finally {
    clearTimeout(lifeline);
    signal.removeEventListener("abort", onAbort);
    relay.abort();
  }
}

function open({ url, key, name, model, endpoints, maxConcurrency }: JoinOptions, instance: string): WebSocket {
  const target = new URL(url);
  target.protocol = /^(https|wss):$/.test(target.protocol) ? "wss:" : "ws:";
  target.pathname = target.pathname.replace(/\/+$/, "") + PATH;
  const query = {
    protocol: String(PROTOCOL),
    name,
    maxConcurrency: String(maxConcurrency),
    instance,
    ...(model !== undefined && { model }),
    ...(endpoints && { endpoints: endpoints.join() }),
  };
  target.search = new URLSearchParams(query).toString();
  return new WebSocket(target, {
    headers: { "user-agent": `assay/${VERSION}`, ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    followRedirects: false,
  });
}
