import { createHash } from "node:crypto";

import { toPythonJson } from "../python/index.ts";
import type { Document } from "./document.ts";

/** By these the harness's users see whether two runs had the same documents and prompts. */
export interface SampleHashes {
  doc_hash: string;
  prompt_hash: string;
  target_hash: string;
}

/**
 * The hashes of one row of the harness's `samples_*.jsonl`: SHA-256 of the document as indented JSON, of the prompt and of the target.
 * @param prompt the completion prompt, or the chat messages as the harness writes them
 */
export function sampleHashes(document: Document, prompt: string, target: string): SampleHashes {
  return { doc_hash: hashOf(toPythonJson(document, 2)), prompt_hash: hashOf(prompt), target_hash: hashOf(target) };
}

/** The chat messages of a request as the harness hands them on: one line of JSON, each with its type. */
export function chatPrompt(messages: readonly { role: string; content: string }[]): string {
  return toPythonJson(messages.map(({ role, content }) => ({ role, content, type: "text" })));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
