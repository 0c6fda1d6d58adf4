import { z } from "zod";

import { compilePythonRegex, PUNCTUATION } from "../python/index.ts";

const settingsSchema = z.object({
  ignore_case: z.boolean().default(false),
  ignore_punctuation: z.boolean().default(false),
  ignore_numbers: z.boolean().default(false),
  regexes_to_ignore: z.array(z.string()).nullish(),
});

const MARKS = new RegExp(`[${[...PUNCTUATION].map((mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`).join("")}]`, "gv");

/** Says 1 when the prediction equals the reference after both were simplified as the settings say, else 0. */
export type ExactMatch = (prediction: string, reference: string) => number;

/**
 * Compiles the harness's `exact_match`: patterns removed, then case, ASCII punctuation, ASCII digits; trailing NULs do not
 * count (the harness compares numpy strings, which drop them).
 */
export function compileExactMatch(settings: Readonly<Record<string, unknown>>): ExactMatch {
  const parsed = settingsSchema.parse(settings);
  const removed = (parsed.regexes_to_ignore ?? []).map(compilePythonRegex);

  function simplify(text: string): string {
    let out = text;
    for (const pattern of removed) out = pattern.remove(out);
    if (parsed.ignore_case) out = toLowerInPlace(out);
    if (parsed.ignore_punctuation) out = out.replaceAll(MARKS, "");
    if (parsed.ignore_numbers) out = out.replaceAll(/[0-9]/g, "");
    return out.endsWith("\0") ? out.replace(/\0+$/, "") : out;
  }

  return (prediction, reference) => (prediction === reference || simplify(prediction) === simplify(reference) ? 1 : 0);
}

/** numpy lowers within the text's own length, so that the second half of a lowered U+0130 falls away. */
function toLowerInPlace(text: string): string {
  const lowered = text.toLowerCase();
  return lowered.length <= text.length ? lowered : [...lowered].slice(0, [...text].length).join("");
}
