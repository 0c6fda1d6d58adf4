import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it was received. */
export interface ReceivedRequest {
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

export interface RecordingEndpoint extends AsyncDisposable {
  /** Where `/chat/completions` and `/completions` hang. */
  baseUrl: string;
  /** What was received since the last time. */
  take(): ReceivedRequest[];
}

/** What may be said to a document's question: right, wrong, or nothing that a filter finds. */
export type AnswerBook = readonly { question: string; answers: readonly string[] }[];

/**
 * An OpenAI-compatible endpoint whose answer is a function of the request's prompt alone: the hash of the prompt picks one of
 * the answers that the book has for the last question in it.
 */
export async function startEndpoint(book: AnswerBook): Promise<RecordingEndpoint> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    received.push({ path: request.url ?? "", authorization: request.headers.authorization, body });
    const answer = answerTo(promptOf(body), book);
    const choice = { index: 0, text: answer, message: { role: "assistant", content: answer }, finish_reason: "stop" };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ id: "x", choices: [choice], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    take: () => received.splice(0),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Without what the two programs may write differently and mean the same. */
function promptOf({ prompt, messages }: Record<string, unknown>): string {
  if (typeof prompt === "string") return prompt;
  const turns = (messages as { role: string; content: string }[]).map(({ role, content }) => `${role}: ${content}`);
  return turns.join("\n");
}

function answerTo(prompt: string, book: AnswerBook): string {
  let last = { at: -1, answers: ["I do not know."] as readonly string[] };
  for (const { question, answers } of book) {
    const at = prompt.lastIndexOf(question);
    if (at > last.at) last = { at, answers };
  }
  const hash = createHash("sha256").update(prompt).digest().readUInt32BE();
  return last.answers[hash % last.answers.length] ?? "";
}
