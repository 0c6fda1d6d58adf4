import { AssayError, messageOf } from "../lib/errors.ts";

const FIELDS = 5;

/** Throws `invalid_input` naming `cron` or `timezone`; `parse` throws when the engine cannot read the expression. */
export function assertSchedule(cron: string, timezone: string, parse: () => unknown): void {
  if (!isTimezone(timezone)) throw refusal("timezone", `There is no time zone called ${timezone}.`);
  const fields = cron.trim().split(/\s+/).length;
  if (fields !== FIELDS) throw refusal("cron", `The schedule "${cron}" has ${fields} fields instead of five.`);
  try {
    parse();
  } catch (cause) {
    throw refusal("cron", `The schedule "${cron}" is wrong: ${messageOf(cause)}.`);
  }
}

function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function refusal(field: string, sentence: string): AssayError {
  return new AssayError("invalid_input", sentence, { field });
}
