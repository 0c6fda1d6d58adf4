import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as the upstream got it. */
export interface UpstreamRequest {
  path: string;
  headers: IncomingMessage["headers"];
  /** The body's bytes as text, and parsed. */
  raw: string;
  body: Record<string, unknown>;
}

/** Plays one request; whatever it does not end stays open until the upstream is disposed. */
export type Play = (
  request: UpstreamRequest,
  response: ServerResponse,
  control: { number: number; gone: Promise<void> },
) => void | Promise<void>;

export interface Upstream extends AsyncDisposable {
  /** Where `/chat/completions` hangs. */
  baseUrl: string;
  requests: UpstreamRequest[];
  /** Connections that were opened. */
  readonly connections: number;
  /** Requests whose response was sent to its end. */
  readonly finished: number;
  /** Requests whose caller left before the response had ended. */
  readonly aborted: number;
  /** Requests that are being answered now. */
  readonly inFlight: number;
  /** Resolves when the caller of request number n (from 1) has left. */
  callerLeft(number: number): Promise<void>;
}

/** A real HTTP server on a free port that plays an OpenAI-compatible endpoint; `await using`. */
export async function startUpstream(play: Play): Promise<Upstream> {
  const requests: UpstreamRequest[] = [];
  const departures = new Map<number, PromiseWithResolvers<void>>();
  const departureOf = (number: number) => {
    const known = departures.get(number) ?? Promise.withResolvers<void>();
    departures.set(number, known);
    return known;
  };
  let connections = 0;
  let finished = 0;
  let aborted = 0;
  let inFlight = 0;
  const server = createServer(async (incoming, response) => {
    const raw = await text(incoming).catch(() => undefined);
    // The caller left before its request was whole.
    if (raw === undefined) return;
    const request = {
      path: incoming.url ?? "",
      headers: incoming.headers,
      raw,
      body: raw === "" ? {} : (JSON.parse(raw) as Record<string, unknown>),
    };
    const number = requests.push(request);
    inFlight += 1;
    response.once("close", () => {
      inFlight -= 1;
      if (response.writableFinished) finished += 1;
      else {
        aborted += 1;
        departureOf(number).resolve();
      }
    });
    await play(request, response, { number, gone: departureOf(number).promise });
  });
  server.on("connection", () => void (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get connections() {
      return connections;
    },
    get finished() {
      return finished;
    },
    get aborted() {
      return aborted;
    },
    get inFlight() {
      return inFlight;
    },
    callerLeft: (number) => departureOf(number).promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A whole chat answer. */
export function answer(content: string): Play {
  return (_request, response) =>
    sendJson(response, 200, {
      id: "x",
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
    });
}

/** Chat or stream, as the caller asked. */
export function converse(content: string): Play {
  return (request, response, control) =>
    request.body["stream"] === true ? stream(content)(request, response, control) : answer(content)(request, response, control);
}

/** A streamed chat answer, a word an event. */
export function stream(content: string): Play {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const word of content.match(/\s*\S+/g) ?? []) response.write(`data: ${chunk(word)}\n\n`);
    response.write(`data: ${chunk("", "stop")}\n\n`);
    response.end("data: [DONE]\n\n");
  };
}

/** The JSON text of one chunk. */
export function chunk(content: string, finishReason: string | null = null): string {
  return JSON.stringify({
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: content === "" ? {} : { content }, finish_reason: finishReason }],
  });
}

/** An error status, in OpenAI's form. */
export function fail(status: number, headers: Record<string, string> = {}): Play {
  return (_request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, status, { error: { message: `played ${status}`, type: "played", code: null, param: null } });
  };
}

/** One play for each request, the last for all that follow. */
export function inTurn(...plays: Play[]): Play {
  return (request, response, control) => plays[Math.min(control.number, plays.length) - 1]?.(request, response, control);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
