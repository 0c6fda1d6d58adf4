import { readAccessKey, reportRefusal } from "./access-key.ts";
import { Problem } from "./problem.ts";

/** Sends one request to the API and gives the text of its answer. Rejects with a Problem, or an AbortError. */
export async function send(method: "GET" | "POST", path: string, signal?: AbortSignal): Promise<string> {
  const key = readAccessKey();
  const response = await fetch(path, {
    method,
    headers: { accept: "application/json", ...(key !== null && { api_key: key }) },
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Problem(0, "The server does not answer. Is it running?");
  });
  if (response.status === 401) reportRefusal();
  if (!response.ok) throw await Problem.of(response);
  return response.text();
}
