import { expect } from "vitest";
import { z } from "zod";
import type { TestServer } from "./server.ts";

const head = { timestamp: z.iso.datetime(), sequence_number: z.int() };
const chunkSchema = z.strictObject({
  ...head,
  delta: z.string(),
  finish_reason: z.literal("completed").nullable(),
  accumulated_chunks: z.array(z.string()).optional(),
  accumulated_chunks_timings: z.array(z.number().min(0)).optional(),
  accumulated_timings: z.array(z.number().min(0)).optional(),
  selected_uid: z.int(),
  miner_uid: z.int(),
  accepted_answer: z.string().optional(),
  support: z.number().min(0).max(1).optional(),
  support_uids: z.array(z.int()).optional(),
  method: z.enum(["extracted", "similarity", "single", "vote", "judge", "synthesis"]).optional(),
  agreement: z.number().min(0).max(1).optional(),
  judge_uid: z.int().optional(),
  fallback: z.string().min(1).optional(),
});
const errorSchema = z.strictObject({ ...head, error: z.string().min(1), finish_reason: z.literal("error") });
const pieceSchema = z.union([chunkSchema, errorSchema]);
type Piece = z.infer<typeof pieceSchema>;
type Chunk = z.infer<typeof chunkSchema>;

/** A stream of `POST /chat` that keeps every rule of the protocol. */
export interface ChatStream {
  chunks: Chunk[];
  /** Concatenated deltas. */
  text: string;
  /** Uid of the worker that the first chunk names; undefined: no chunk came. */
  uid: number | undefined;
  /** The sentence of the StreamError that ended it; undefined: it is whole. */
  error: string | undefined;
}

/** A body of `POST /chat` that asks one question; the rest is the caller's. */
export function question(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { roles: ["user"], messages: ["What is 6 x 7?"], ...more };
}

/** Asks and checks the stream; the body is `question` with `more`. */
export async function askChat(server: TestServer, more: Record<string, unknown> = {}): Promise<ChatStream> {
  const response = await post(server, "/chat", question(more));
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/x-ndjson; charset=utf-8"]);
  return checkChatStream(readLines(await response.text()));
}

/** The bare response, with its stream to be read. */
export function post(
  server: TestServer,
  path: string,
  body: unknown,
  { headers, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** The pieces of a stream of lines: each ends in a line feed. */
export function readLines(text: string): unknown[] {
  expect(text.endsWith("\n")).toBe(true);
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The pieces of a stream of server-sent events: one `data:` line each. */
export function readEvents(text: string): unknown[] {
  expect(text.endsWith("\n\n")).toBe(true);
  return text
    .slice(0, -2)
    .split("\n\n")
    .map((event) => JSON.parse(/^data: (.*)$/.exec(event)?.[1] ?? ""));
}

/** Checks every rule: shapes, numbers, one end and nothing after it, one worker, accumulations and their timings. */
export function checkChatStream(values: unknown[]): ChatStream {
  const pieces = values.map((value) => pieceSchema.parse(value));
  expect(pieces.map((piece) => piece.sequence_number)).toEqual(pieces.map((_, index) => index + 1));
  expect(pieces.flatMap((piece, index) => (piece.finish_reason === null ? [] : [index]))).toEqual([pieces.length - 1]);
  expect(isRising(pieces.map((piece) => Date.parse(piece.timestamp)))).toBe(true);
  const chunks = pieces.filter((piece) => !isError(piece));
  const end = pieces.at(-1);
  const deltas = chunks.filter((chunk) => chunk.finish_reason === null).map((chunk) => chunk.delta);
  for (const [index, chunk] of chunks.entries()) {
    expect(chunk.miner_uid).toBe(chunk.selected_uid);
    expect(chunk.accumulated_timings).toEqual(chunk.accumulated_chunks_timings);
    if (chunk.accumulated_chunks) expect(chunk.accumulated_chunks).toEqual(deltas.slice(0, index + 1));
    expect(chunk.accumulated_chunks_timings?.length).toBe(chunk.accumulated_chunks?.length);
    expect(isRising(chunk.accumulated_chunks_timings ?? [])).toBe(true);
  }
  // Another worker may end what one broke off; it never goes back.
  const uids = chunks.map((chunk) => chunk.selected_uid);
  expect(uids.filter((uid, index) => uid !== uids[index - 1])).toHaveLength(new Set(uids).size);
  const error = end && isError(end) ? end.error : undefined;
  if (error === undefined) expect(chunks.at(-1)).toMatchObject({ delta: "", accumulated_chunks: deltas });
  return { chunks, text: deltas.join(""), uid: chunks[0]?.selected_uid, error };
}

function isError(piece: Piece): piece is z.infer<typeof errorSchema> {
  return piece.finish_reason === "error";
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? value));
}
