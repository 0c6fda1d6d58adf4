import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { AssayError, messageOf } from "../../lib/errors.ts";
import type { Likelihood } from "../driver.ts";

export interface RecordedAnswer {
  text: string;
  /** In place of a text: one likelihood a choice, in their order. */
  likelihoods?: Likelihood[];
  /** Milliseconds that the answer took when it was recorded. */
  durationMs: number;
}

/** A recording's answers, by the document's key and by the prompt's hash. */
export interface Recording {
  byKey: Map<string, RecordedAnswer>;
  byPrompt: Map<string, RecordedAnswer>;
}

/** sha256 (hex) of a prompt's text in UTF-8. */
export function hashPrompt(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Reads a recording: JSON Lines, plain or gzip. A row has `text`, or `likelihoods` as pairs `[logprob, isGreedy]`; and the key
 * field, or `prompt`, or `prompt_hash`; of rows with one key the last counts. @throws AssayError `invalid_input` naming the file and the line
 */
export async function readRecording(path: string, key: string): Promise<Recording> {
  const recording: Recording = { byKey: new Map(), byPrompt: new Map() };
  const file = createReadStream(path);
  const bytes = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  // `pipe` does not hand on the file's own error.
  file.on("error", (error) => bytes.destroy(error));
  let line = 0;
  try {
    for await (const text of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text.trim() !== "") addRow(recording, key, text, `The recording ${path}, line ${line},`);
    }
  } catch (error) {
    if (error instanceof AssayError) throw error;
    throw new AssayError("invalid_input", `The recording ${path} cannot be read: ${messageOf(error)}.`, {
      cause: error,
      field: "recording",
    });
  }
  return recording;
}

function addRow(recording: Recording, key: string, line: string, where: string): void {
  const row = parseRow(line, where);
  const { text = "", prompt, prompt_hash: promptHash, duration_ms: durationMs } = row;
  const likelihoods = likelihoodsOf(row, where);
  if (typeof text !== "string" || (row["text"] === undefined && likelihoods === undefined)) throw broken(`${where} has no text.`);
  const answer: RecordedAnswer = { text, durationMs: typeof durationMs === "number" ? durationMs : 0, ...(likelihoods && { likelihoods }) };
  const value = row[key];
  if (value !== undefined && value !== null) recording.byKey.set(String(value), answer);
  if (typeof prompt === "string") recording.byPrompt.set(hashPrompt(prompt), answer);
  if (typeof promptHash === "string") recording.byPrompt.set(promptHash.toLowerCase(), answer);
  const isFindable = value !== undefined || prompt !== undefined || promptHash !== undefined;
  if (!isFindable) throw broken(`${where} has none of ${key}, prompt and prompt_hash to be found by.`);
}

function likelihoodsOf({ likelihoods }: Record<string, unknown>, where: string): Likelihood[] | undefined {
  if (likelihoods === undefined || likelihoods === null) return undefined;
  const pairs: unknown[] = Array.isArray(likelihoods) ? likelihoods : [likelihoods];
  return pairs.map((pair) => {
    const [logprob, isGreedy] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof logprob === "number" && typeof isGreedy === "boolean") return { logprob, isGreedy };
    throw broken(`${where} has likelihoods that are no pairs of a number and true or false.`);
  });
}

function parseRow(line: string, where: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === "object" && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
  } catch (error) {
    throw broken(`${where} is not JSON: ${messageOf(error)}.`);
  }
  throw broken(`${where} is not a JSON object.`);
}

function broken(message: string): AssayError {
  return new AssayError("invalid_input", message, { field: "recording" });
}
