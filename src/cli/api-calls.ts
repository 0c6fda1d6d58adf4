import { text } from "node:stream/consumers";
import { z } from "zod";
import { AssayError, type ErrorCode } from "../lib/errors.ts";
import type { ApiCalls } from "./command.ts";

/** One request of the API. */
export interface Call {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body: string | undefined;
}

/** How a call reaches the API. */
interface Transport {
  send(call: Call): Promise<{ status: number; text: string }>;
  /** Like `send`, with the body as it comes. */
  open(call: Call): Promise<{ status: number; bytes: AsyncIterable<Uint8Array> }>;
}

const problemSchema = z.object({ detail: z.string(), code: z.string(), field: z.string().nullish() });

/** The API over some transport: JSON in and out, problem details as AssayErrors. */
export function createApiCalls({ send, open }: Transport): ApiCalls {
  async function call<T>(method: Call["method"], path: string, body?: unknown): Promise<T> {
    const { status, text: answer } = await send({ method, path, body: body === undefined ? undefined : JSON.stringify(body) });
    if (status >= 400) throw toError(method, path, status, answer);
    return (answer === "" ? undefined : JSON.parse(answer)) as T;
  }
  return {
    get: (path) => call("GET", path),
    post: (path, body = {}) => call("POST", path, body),
    patch: (path, body) => call("PATCH", path, body),
    delete: (path) => call("DELETE", path),
    async download(path) {
      const { status, bytes } = await open({ method: "GET", path, body: undefined });
      if (status < 400) return bytes;
      throw toError("GET", path, status, await text(bytes));
    },
  };
}

function toError(method: string, path: string, status: number, answer: string): AssayError {
  const problem = problemSchema.safeParse(parse(answer)).data;
  if (!problem) return new AssayError("unavailable", `${method} ${path} answered ${status} in a form that is not Assay's.`);
  const { detail, code, field } = problem;
  return new AssayError(code as ErrorCode, detail, field ? { field } : {});
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
