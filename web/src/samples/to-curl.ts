import type { SampleDetail } from "../api/types.ts";

interface CurlInput {
  /** Where the server is, such as `http://127.0.0.1:10000`. */
  origin: string;
  worker: string;
  request: SampleDetail["request"];
  /** Whether the server wants a key. */
  needsKey: boolean;
}

/** The request of a sample as a command for a POSIX shell: through this server, to the worker that was asked. */
export function toCurl({ origin, worker, request, needsKey }: CurlInput): string {
  const parameters =
    request.endpoint === "likelihoods"
      ? {
          prompt: `${request.groups[0]?.context}${request.groups[0]?.continuations[0]}`,
          max_tokens: 1,
          temperature: 0,
          echo: true,
          logprobs: 1,
        }
      : request.body;
  const path = request.endpoint === "chat" ? "/v1/chat/completions" : "/v1/completions";
  const body = JSON.stringify({ model: worker, ...parameters }, null, 2);
  return [
    `curl -sS ${quote(`${origin}${path}`)} \\`,
    "  -H 'content-type: application/json' \\",
    ...(needsKey ? ['  -H "api_key: $ASSAY_KEY" \\'] : []),
    `  -d ${quote(body)}`,
  ].join("\n");
}

/** In single quotes a shell leaves everything alone but the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
