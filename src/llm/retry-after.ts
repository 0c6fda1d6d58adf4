const LONGEST_MS = 60 * 60_000;

/**
 * Milliseconds that `retry-after-ms` or `retry-after` (seconds, or an HTTP date) ask for, at most an hour; undefined
 * without a header that makes sense. RFC 9110, section 10.2.3.
 * @param nowMs wall clock, for a date
 */
export function parseRetryAfter(headers: Readonly<Record<string, string | string[] | undefined>>, nowMs: number): number | undefined {
  const milliseconds = numberOf(headers["retry-after-ms"]);
  if (milliseconds !== undefined) return clamp(milliseconds);
  const seconds = numberOf(headers["retry-after"]);
  if (seconds !== undefined) return clamp(seconds * 1000);
  const date = Date.parse(String(headers["retry-after"] ?? ""));
  return Number.isNaN(date) ? undefined : clamp(date - nowMs);
}

function numberOf(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

function clamp(milliseconds: number): number {
  return Math.min(Math.max(0, milliseconds), LONGEST_MS);
}
