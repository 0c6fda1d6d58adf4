const LONGEST_MS = 60 * 60_000;
/** HTTP dates begin with the day's name; `Date.parse` alone takes "-5" and "soon 3" for dates. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/**
 * Milliseconds that `retry-after-ms` or `retry-after` (seconds, or an HTTP date) ask for, at most an hour; undefined
 * without a header that makes sense. A date is compared with the response's own, whose clock it is. RFC 9110, section 10.2.3.
 * @param nowMs wall clock, for a date in a response without one of its own
 */
export function parseRetryAfter(headers: Readonly<Record<string, string | string[] | undefined>>, nowMs: number): number | undefined {
  const milliseconds = numberOf(headers["retry-after-ms"]);
  if (milliseconds !== undefined) return clamp(milliseconds);
  const seconds = numberOf(headers["retry-after"]);
  if (seconds !== undefined) return clamp(seconds * 1000);
  const date = dateOf(headers["retry-after"]);
  return date === undefined ? undefined : clamp(date - (dateOf(headers["date"]) ?? nowMs));
}

function numberOf(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

function dateOf(value: string | string[] | undefined): number | undefined {
  if (typeof value !== "string" || !HTTP_DATE.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : date;
}

function clamp(milliseconds: number): number {
  return Math.min(Math.max(0, milliseconds), LONGEST_MS);
}
