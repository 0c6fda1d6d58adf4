import { chunk, converse, type Play, type UpstreamRequest } from "./upstream.ts";

/** Judges by a word that the best candidate has in it; `[[0]]` where none has. */
export function judgeFor(word: string): Play {
  return (request, response, control) => {
    const position = candidatesIn(request).findIndex((text) => text.includes(word));
    return converse(`One of them says ${word}.\n[[${position + 1}]]`)(request, response, control);
  };
}

/** The candidates that a judge is shown, in their order. */
export function candidatesIn({ body }: UpstreamRequest): string[] {
  return blocksIn(JSON.stringify(body), "candidate");
}

/** The drafts that an aggregator is shown, in their order. */
export function draftsIn({ body }: UpstreamRequest): string[] {
  return blocksIn(JSON.stringify(body), "draft");
}

/** Streams word by word, and only goes on when it may: to see that nobody waits for the whole. */
export function streamSlowly(text: string, mayGoOn: Promise<unknown>): Play {
  return async (_request, response, { gone }) => {
    const [first = "", ...rest] = text.match(/\s*\S+/g) ?? [];
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk(first)}\n\n`);
    await Promise.race([mayGoOn, gone]);
    for (const word of rest) response.write(`data: ${chunk(word)}\n\n`);
    response.write(`data: ${chunk("", "stop")}\n\n`);
    response.end("data: [DONE]\n\n");
  };
}

function blocksIn(json: string, tag: string): string[] {
  const blocks = json.matchAll(new RegExp(String.raw`<(${tag}-\d+-[0-9a-f]+)>\\n(.*?)\\n</\1>`, "g"));
  return [...blocks].map(([, , text = ""]) => text);
}
