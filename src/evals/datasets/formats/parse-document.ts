import { AssayError, messageOf } from "../../../lib/errors.ts";
import { documentText } from "../document-text.ts";

/** Longest JSON text of one document, in characters. */
export const MAX_DOCUMENT_LENGTH = 64 * 1024 * 1024;

/** Where a document stands in its file, for sentences: `/data/test.jsonl, line 17`. */
export type Place = () => string;

/** Parses the JSON text of one document and gives the text that is stored. Refuses what is no JSON object, naming the place. */
export function parseDocument(json: string, place: Place): string {
  if (json.length > MAX_DOCUMENT_LENGTH) throw new AssayError("too_large", `${place()}: the document is longer than 64 MiB.`);
  let value: unknown;
  try {
    // Only texts that hold a long number pay for the exact way.
    value = /\d{16}/.test(json) ? JSON.parse(json, exactInteger) : JSON.parse(json);
  } catch (error) {
    throw new AssayError("invalid_input", `${place()}: this is not valid JSON (${messageOf(error)}).`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AssayError("invalid_input", `${place()}: a document must be a JSON object, and this is ${kindOf(value)}.`);
  }
  return documentText(value);
}

/** An integer whose digits a JavaScript number does not give back becomes its digits as text, rather than another integer. */
function exactInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || !context?.source || !/^-?\d+$/.test(context.source)) return value;
  return String(value) === context.source ? value : context.source;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
