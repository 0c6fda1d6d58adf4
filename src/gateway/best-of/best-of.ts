import { AssayError } from "../../lib/errors.ts";
import type { JsonObject } from "../../workers/index.ts";

const NAME = /^assay\/best-of-(.*)$/s;
const MIN = 2;
const MAX = 16;

/** The one of these models that is listed; any number from 2 to 16 may be asked for. */
export const LISTED_BEST_OF = "assay/best-of-4";

/**
 * The N of `assay/best-of-N`: N workers are asked and the answer that most agree on is handed on. undefined: another model.
 * @throws `not_found` where N is no number from 2 to 16
 */
export function bestOf(model: string): number | undefined {
  const written = NAME.exec(model)?.[1];
  if (written === undefined) return undefined;
  const count = /^\d{1,2}$/.test(written) ? Number(written) : 0;
  if (count >= MIN && count <= MAX && String(count) === written) return count;
  throw new AssayError(
    "not_found",
    `The model ${JSON.stringify(model)} does not exist: assay/best-of-N takes a number from ${MIN} to ${MAX}, such as ${LISTED_BEST_OF}.`,
    { field: "model" },
  );
}

/** Parameters with which comparing the texts of several workers makes no sense, and why. */
const MEANINGLESS: readonly [field: string, isSet: (value: unknown) => boolean, why: string][] = [
  ["n", (value) => typeof value === "number" && value > 1, "one answer is picked out of many: leave out n"],
  ["tools", isFilled, "calls of tools are not compared: leave out tools, or name a worker or assay/top"],
  ["functions", isFilled, "calls of functions are not compared: leave out functions, or name a worker or assay/top"],
  ["audio", (value) => value !== undefined && value !== null, "only texts are compared: leave out audio"],
];

/** @throws `invalid_input` naming the parameter that goes with one worker only */
export function refuseMeaningless(model: string, body: JsonObject): void {
  for (const [field, isSet, why] of MEANINGLESS) {
    if (isSet(body[field])) throw new AssayError("invalid_input", `${field} does not go with ${model}: ${why}.`, { field });
  }
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
