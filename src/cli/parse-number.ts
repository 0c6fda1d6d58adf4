import { UsageError } from "./usage-error.ts";

/** The number behind an option; undefined when the option was not given. */
export function parseNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new UsageError(`${option} ${text}: a number is expected.`, option);
}
