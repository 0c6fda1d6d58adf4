import { z } from "zod";
import { AssayError, type ErrorCode } from "../lib/errors.ts";
import type { ApiCalls } from "./command.ts";

interface Call {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body: string | undefined;
}

type Send = (call: Call) => Promise<{ status: number; text: string }>;

const problemSchema = z.object({ detail: z.string(), code: z.string(), field: z.string().nullish() });

/** The API over some transport: JSON in and out, problem details as AssayErrors. */
export function createApiCalls(send: Send): ApiCalls {
  async function call<T>(method: Call["method"], path: string, body?: unknown): Promise<T> {
    const { status, text } = await send({ method, path, body: body === undefined ? undefined : JSON.stringify(body) });
    if (status >= 400) throw toError(method, path, status, text);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  return {
    get: (path) => call("GET", path),
    post: (path, body = {}) => call("POST", path, body),
    patch: (path, body) => call("PATCH", path, body),
    delete: (path) => call("DELETE", path),
  };
}

function toError(method: string, path: string, status: number, text: string): AssayError {
  const problem = problemSchema.safeParse(parse(text)).data;
  if (!problem) return new AssayError("unavailable", `${method} ${path} answered ${status} in a form that is not Assay's.`);
  const { detail, code, field } = problem;
  return new AssayError(code as ErrorCode, detail, field ? { field } : {});
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
