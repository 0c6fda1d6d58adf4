import type { ServerResponse } from "node:http";

type Body = Record<string, unknown>;

const WORDS = ["It", " is", " 42", " 。"];
const TEXT = WORDS.join("");
const USAGE = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
const CALL = { id: "call_1", type: "function", function: { name: "add", arguments: '{"a": 17, "b": 25}' } };

/** Answers a request as an OpenAI-compatible endpoint does, well or with the fault that `play` names. */
export function playOpenai(play: string, body: Body, response: ServerResponse): void {
  if (body["model"] === undefined) return json(response, 200, { data: [{ id: "m" }] });
  const respond = PLAYS[play] ?? PLAYS["chat"];
  respond?.(body, response);
}

const PLAYS: Record<string, (body: Body, response: ServerResponse) => void> = {
  chat: (body, response) => {
    if (body["stream"] !== true) return json(response, 200, completion({ role: "assistant", content: TEXT }));
    const asksUsage = (body["stream_options"] as Body | undefined)?.["include_usage"] === true;
    const usage = asksUsage ? [{ object: "chat.completion.chunk", choices: [], usage: USAGE }] : [];
    events(response, [...WORDS.map((content) => chunk({ content })), chunk({}, "stop"), ...usage]);
  },
  tools: (body, response) => {
    if (body["stream"] !== true)
      return json(response, 200, completion({ role: "assistant", content: null, tool_calls: [CALL] }, "tool_calls"));
    const { name, arguments: text } = CALL.function;
    const parts = [text.slice(0, 6), text.slice(6)].map((part) => ({ tool_calls: [{ index: 0, function: { arguments: part } }] }));
    const first = { tool_calls: [{ index: 0, id: CALL.id, type: "function", function: { name, arguments: "" } }] };
    events(response, [chunk(first), ...parts.map((part) => chunk(part)), chunk({}, "tool_calls")]);
  },
  text: (body, response) => {
    const prompts = Array.isArray(body["prompt"]) && typeof body["prompt"][0] !== "number" ? body["prompt"] : [body["prompt"]];
    if (body["stream"] !== true) {
      return json(response, 200, {
        id: "c",
        object: "text_completion",
        choices: prompts.map((_, index) => choice(index, TEXT, "stop")),
        usage: USAGE,
      });
    }
    const pieces = WORDS.map((word) => ({ object: "text_completion", choices: [choice(0, word, null)] }));
    events(response, [...pieces, { object: "text_completion", choices: [choice(0, "", "stop")] }]);
  },
  embeddings: (body, response) => {
    const input = Array.isArray(body["input"]) && typeof body["input"][0] !== "number" ? body["input"] : [body["input"]];
    const vector = new Float32Array([0.25, -0.5]);
    const embedding = body["encoding_format"] === "base64" ? Buffer.from(vector.buffer).toString("base64") : [...vector];
    const data = input.map((_, index) => ({ object: "embedding", index, embedding }));
    json(response, 200, { object: "list", model: "e", data, usage: { prompt_tokens: 2, total_tokens: 2 } });
  },
  cut: (_body, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${JSON.stringify(chunk({ content: "half" }))}\n\n`);
  },
  stalling: (_body, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify(chunk({ content: "half" }))}\n\n`);
  },
  slow: () => {},
  limited: (_body, response) => {
    response.setHeader("retry-after", "7");
    json(response, 429, { error: { message: "slow down", type: "rate_limit_error", code: null, param: null } });
  },
  broken: (_body, response) => json(response, 500, { error: { message: "played 500", type: "server_error", code: null, param: null } }),
  refusing: (_body, response) =>
    json(response, 400, {
      error: { message: "too long", type: "invalid_request_error", code: "context_length_exceeded", param: "messages" },
    }),
};

function choice(index: number, text: string, reason: string | null): Body {
  return { index, text, logprobs: null, finish_reason: reason };
}

function completion(message: Body, reason = "stop"): Body {
  return {
    id: "x",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message, finish_reason: reason }],
    usage: USAGE,
  };
}

function chunk(delta: Body, reason: string | null = null): Body {
  return { id: "x", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: reason }] };
}

function json(response: ServerResponse, status: number, body: Body): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function events(response: ServerResponse, pieces: readonly Body[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const piece of pieces) response.write(`data: ${JSON.stringify(piece)}\n\n`);
  response.end("data: [DONE]\n\n");
}
