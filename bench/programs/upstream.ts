/**
 * A deterministic OpenAI-compatible endpoint: `node bench/programs/upstream.ts`, then one JSON line with its URL.
 * The request's model says how it behaves, so that every gateway passes it on: `bench:tokens=50,delay=0,gap=0`
 * (words of the answer, milliseconds before it, milliseconds between two chunks; 0 = one turn of the event loop).
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

const KEEP_ALIVE_MS = 120_000;
const WORDS = "the rabbit and turtle set off on a calm cruise around the bright northern coast while naïve café owners wave 你好 🐢".split(
  " ",
);

interface Behaviour {
  tokens: number;
  delay: number;
  gap: number;
}

const wholes = new Map<string, Buffer>();
const streams = new Map<string, Buffer[]>();

function parseModel(model: string): Behaviour {
  const behaviour: Behaviour = { tokens: 50, delay: 0, gap: 0 };
  for (const part of model.replace(/^bench:/, "").split(",")) {
    const [key = "", value] = part.split("=");
    if (key in behaviour) behaviour[key as keyof Behaviour] = Number(value);
  }
  return behaviour;
}

/** Ends with an answer that the benchmark's task finds right. */
function words(count: number): string[] {
  return [...Array.from({ length: count }, (_, index) => `${WORDS[index % WORDS.length]} `), "#### 42"];
}

function wholeAnswer(model: string, behaviour: Behaviour): Buffer {
  const known = wholes.get(model);
  if (known) return known;
  const message = { role: "assistant", content: words(behaviour.tokens).join(""), refusal: null };
  const usage = { prompt_tokens: 10, completion_tokens: behaviour.tokens, total_tokens: 10 + behaviour.tokens };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
  const answer = Buffer.from(
    JSON.stringify({ id: "chatcmpl-bench", object: "chat.completion", created: 1_700_000_000, model, choices, usage }),
  );
  wholes.set(model, answer);
  return answer;
}

function streamedAnswer(model: string, behaviour: Behaviour): Buffer[] {
  const known = streams.get(model);
  if (known) return known;
  const frame = (delta: object, finish: string | null) => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    return Buffer.from(
      `data: ${JSON.stringify({ id: "chatcmpl-bench", object: "chat.completion.chunk", created: 1_700_000_000, model, choices })}\n\n`,
    );
  };
  const frames = [
    frame({ role: "assistant", content: "" }, null),
    ...words(behaviour.tokens).map((content) => frame({ content }, null)),
    frame({}, "stop"),
    Buffer.from("data: [DONE]\n\n"),
  ];
  streams.set(model, frames);
  return frames;
}

function answerWhole(response: ServerResponse, model: string, behaviour: Behaviour): void {
  const body = wholeAnswer(model, behaviour);
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

function answerStream(response: ServerResponse, model: string, behaviour: Behaviour): void {
  const frames = streamedAnswer(model, behaviour);
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  let next = 0;
  const step = (): void => {
    const frame = frames[next++];
    if (response.destroyed || !frame) return void response.end();
    if (!response.write(frame)) response.once("drain", step);
    else if (behaviour.gap > 0) setTimeout(step, behaviour.gap);
    else setImmediate(step);
  };
  step();
}

async function respondTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  if (request.method === "GET")
    return void response.writeHead(200, { "content-type": "application/json" }).end('{"object":"list","data":[]}');
  const { model, stream } = JSON.parse(Buffer.concat(parts).toString()) as { model: string; stream?: boolean };
  const behaviour = parseModel(model);
  const respond = stream === true ? answerStream : answerWhole;
  if (behaviour.delay > 0) setTimeout(respond, behaviour.delay, response, model, behaviour);
  else respond(response, model, behaviour);
}

const server = createServer((request, response) => {
  respondTo(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, "127.0.0.1", 4096);
await once(server, "listening");
console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
