const REPLACEMENT = "\\ufffd";

/** The JSON text of a document as PostgreSQL can store it: NUL and lone surrogates in its texts become U+FFFD. */
export function documentText(document: object): string {
  const text = JSON.stringify(document);
  if (!text.includes("\\u0000") && !text.includes("\\ud")) return text;
  // JSON.stringify escapes only surrogates that have no partner. The first branch steps over an escaped backslash.
  return text.replaceAll(/\\\\|\\u0000|\\ud[89a-f][\da-f]{2}/g, (escape) => (escape === "\\\\" ? escape : REPLACEMENT));
}
