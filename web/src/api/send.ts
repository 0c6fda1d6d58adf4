import { readAccessKey, reportRefusal } from "./access-key.ts";
import { Problem } from "./problem.ts";

interface SendOptions {
  signal?: AbortSignal | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** What is wanted back. Default: JSON. */
  accept?: string;
}

/** Sends one request to the API and gives the text of its answer. Rejects with a Problem, or an AbortError. */
export async function send(method: "GET" | "POST" | "DELETE", path: string, options: SendOptions = {}): Promise<string> {
  return (await open(method, path, options)).text();
}

/** Like `send`, with the answer still to be read. */
export async function open(
  method: "GET" | "POST" | "DELETE",
  path: string,
  { signal, body, accept = "application/json" }: SendOptions = {},
): Promise<Response> {
  const key = readAccessKey();
  const response = await fetch(path, {
    method,
    headers: { accept, ...(body !== undefined && { "content-type": "application/json" }), ...(key !== null && { api_key: key }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Problem(0, "The server does not answer. Is it running?");
  });
  if (response.status === 401) reportRefusal();
  if (!response.ok) throw await Problem.of(response);
  return response;
}
