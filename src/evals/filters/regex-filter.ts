import { z } from "zod";

import { compilePythonRegex, strip } from "../python/index.ts";
import { type Filter, type FilterSettings, overTexts } from "./filter.ts";

export const regexSettings = z.object({
  regex_pattern: z.string().default("#### (\\-?[0-9\\.\\,]+)"),
  group_select: z.int().default(0),
  fallback: z.string().default("[invalid]"),
});

/**
 * The harness's `regex`: finds all matches, takes number `group_select` (negative: from the end), of several groups the
 * first that is not empty, and strips it. Nothing found: `fallback`. A number out of range throws a RangeError.
 */
export function regexFilter(settings: FilterSettings): Filter {
  const { regex_pattern: pattern, group_select: number, fallback } = regexSettings.parse(settings);
  const regex = compilePythonRegex(pattern);
  // Those behind the wanted one change nothing.
  const most = number < 0 ? undefined : number + 1;
  return overTexts((text) => {
    const found = regex.findAll(text, most);
    return found.length === 0 ? fallback : strip(selectMatch(found, number));
  });
}

/** Takes one match by number and, of its groups, the first that is not empty. */
export function selectMatch(found: readonly (string | string[])[], number: number): string {
  const match = found.at(number);
  if (match === undefined) throw new RangeError(`There are ${found.length} matches, and group_select asks for ${number}.`);
  if (typeof match === "string") return match;
  const group = match.find((item) => item !== "");
  if (group === undefined) throw new RangeError("All groups of the match are empty.");
  return group;
}
