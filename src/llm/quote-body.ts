const SHOWN_CHARACTERS = 300;

/** What an endpoint says in a body that is no answer: OpenAI's `error.message`, or the beginning of whatever was sent; on one line. */
export function quoteBody(body: string): string {
  // Control characters would reach terminals and cannot be stored.
  const text = messageIn(body)
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return text === "" ? "(an empty body)" : text.slice(0, SHOWN_CHARACTERS).toWellFormed();
}

function messageIn(body: string): string {
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>;
    const nested = typeof error === "object" && error !== null ? (error as Record<string, unknown>)["message"] : error;
    const found = [nested, message, detail].find((text) => typeof text === "string" && text !== "");
    if (typeof found === "string") return found;
  } catch {
    // Not JSON: shown as it is.
  }
  return body;
}
