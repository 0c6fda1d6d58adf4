import { UsageError } from "../usage-error.ts";

/** `a=1,b=x` or a JSON object, as lm_eval reads both: true and false, digits, numbers; all else stays text. */
export function parsePairs(option: string, text: string | undefined): Record<string, unknown> {
  const trimmed = (text ?? "").trim();
  if (trimmed === "") return {};
  if (trimmed.startsWith("{")) return parseObject(option, trimmed);
  const pairs = trimmed.split(",").filter((pair) => pair !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new UsageError(`${option} takes key=value pairs separated by commas, or JSON, and "${pair}" is no pair.`, option);
      return [pair.slice(0, at), toValue(pair.slice(at + 1))];
    }),
  );
}

/** A JSON object. */
export function parseObject(option: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${option} is no JSON: ${(cause as Error).message}. JSON has double quotes.`, option);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError(`${option} takes a JSON object.`, option);
}

/** `handle_arg_string`. What Python reads as a float and JSON cannot write (nan, inf) stays text. */
function toValue(text: string): unknown {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  return /^\s*[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(text) ? Number(text.replaceAll("_", "")) : text;
}
