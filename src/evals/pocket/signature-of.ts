import { createHash } from "node:crypto";
import { toPythonJson } from "../python/index.ts";
import { CODE } from "./codes.ts";

/** What of a worker is signed: its tokenizer, or its model's configuration. */
export type SignatureKind = "tokenizer" | "config";

/** Where each is asked for, and for how many seconds. */
export const SIGNATURES: Readonly<Record<SignatureKind, { path: string; timeout: number }>> = {
  tokenizer: { path: "/pokt/tokenizer", timeout: 300 },
  config: { path: "/pokt/config", timeout: 60 },
};

export type SignatureRead = { signature: string; content: Record<string, unknown> } | { code: number; error: string };

const CANNOT_DECODE: Readonly<Record<SignatureKind, string>> = {
  tokenizer: "Cannot decode tokenizer",
  config: "Cannot decode configuration",
};
const CANNOT_LOAD: Readonly<Record<SignatureKind, string>> = {
  tokenizer: "Cannot load tokenizer from decoded data",
  config: "Cannot load model configuration",
};

/**
 * The signature of what a worker says of itself: sha256 of its JSON with sorted keys, after the changes that the known system
 * makes (`model_max_length` as text, `_name_or_path` unknown). It loads the parts with Hugging Face's own classes first and
 * saves them anew, which fills in those classes' defaults: that cannot be done here, so our hashes compare with each other
 * and not with that system's. A model that is changed changes both.
 */
export function signatureOf(kind: SignatureKind, body: string): SignatureRead {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { code: CODE.evaluation, error: CANNOT_DECODE[kind] };
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return { code: CODE.evaluation, error: CANNOT_DECODE[kind] };
  const content = normalise(kind, parsed as Record<string, unknown>);
  if (!content) return { code: CODE.evaluation, error: CANNOT_LOAD[kind] };
  return {
    signature: createHash("sha256")
      .update(toPythonJson(sorted(content)))
      .digest("hex"),
    content,
  };
}

/** Undefined for what no tokenizer or configuration looks like. */
function normalise(kind: SignatureKind, content: Record<string, unknown>): Record<string, unknown> | undefined {
  if (kind === "config") return typeof content["model_type"] === "string" ? { ...content, _name_or_path: "Unknown" } : undefined;
  if (!isObject(content["tokenizer"]) && !isObject(content["tokenizer_config"]) && !isObject(content["model"])) return undefined;
  return withTextLength(content) as Record<string, unknown>;
}

/** Python's "very large" length has other digits in every language. */
function withTextLength(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTextLength);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, key === "model_max_length" ? String(inner) : withTextLength(inner)]);
  return Object.fromEntries(entries) as unknown;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
