import { Readable } from "node:stream";
import type { ServerFile } from "../api/index.ts";
import { AssayError, messageOf } from "../lib/errors.ts";
import { createApiCalls, type Call } from "./api-calls.ts";
import type { Client } from "./command.ts";

const HEALTH_TIMEOUT_MS = 2000;

/** Speaks with the server that `server.json` names; undefined when it is gone or another one answers there. */
export async function connectToServer({ pid, url, token, instance }: ServerFile, signal: AbortSignal): Promise<Client | undefined> {
  if (!isAlive(pid) || (await instanceAt(url)) !== instance) return undefined;
  const call = ({ method, path, body }: Call) =>
    request(`${url}${path}`, {
      method,
      headers: { api_key: token, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body }),
      signal,
    });
  const calls = createApiCalls({
    send: async (one) => {
      const response = await call(one);
      return { status: response.status, text: await response.text() };
    },
    open: async (one) => {
      const response = await call(one);
      return { status: response.status, bytes: response.body ?? Readable.from([]) };
    },
  });
  return { ...calls, [Symbol.asyncDispose]: async () => {} };
}

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw new AssayError("cancelled", "The command was interrupted.", { cause });
    throw new AssayError("unavailable", `The server at ${new URL(url).origin} stopped answering: ${messageOf(cause)}.`, { cause });
  }
}

async function instanceAt(url: string): Promise<unknown> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    return ((await response.json()) as { instance?: unknown }).instance;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
