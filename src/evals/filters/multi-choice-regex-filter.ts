import { z } from "zod";

import { compilePythonRegex, type PythonRegex, strip } from "../python/index.ts";
import { type Filter, type FilterDocument, type FilterSettings, overTexts } from "./filter.ts";
import { regexSettings, selectMatch } from "./regex-filter.ts";

const settingsSchema = regexSettings.extend({
  ignore_case: z.boolean().default(false),
  ignore_punctuation: z.boolean().default(false),
  regexes_to_ignore: z.array(z.string()).nullish(),
});

interface ChoiceMatchers {
  byText: PythonRegex;
  letterOfText: Map<string, string>;
  byLetter: PythonRegex;
}

/**
 * The harness's `multi_choice_regex`: the pattern first; else a choice of the document named by its text; else a letter
 * behind a colon. Choices become "(A)", "(B)" … in order. The document needs a list `choices` of texts.
 */
export function multiChoiceRegexFilter(settings: FilterSettings): Filter {
  const parsed = settingsSchema.parse(settings);
  const regex = compilePythonRegex(parsed.regex_pattern);
  const removed = (parsed.regexes_to_ignore ?? []).map(compilePythonRegex);
  const matchersOf = new WeakMap<FilterDocument, ChoiceMatchers>();

  function simplify(text: string): string {
    let out = removed.reduce((rest, pattern) => pattern.remove(rest), text);
    if (parsed.ignore_case) out = out.toLowerCase();
    return parsed.ignore_punctuation ? out.replaceAll(/\p{P}/gv, "") : out;
  }

  function find(pattern: PythonRegex, text: string): string {
    const found = pattern.findAll(text);
    return found.length === 0 ? "" : strip(selectMatch(found, parsed.group_select));
  }

  function matchersFor(document: FilterDocument): ChoiceMatchers {
    const known = matchersOf.get(document);
    if (known !== undefined) return known;
    const choices = z
      .array(z.string())
      .parse(document["choices"])
      .map((choice) => simplify(strip(choice)));
    const letters = choices.map((_, at) => String.fromCodePoint(65 + at));
    const matchers: ChoiceMatchers = {
      byText: compilePythonRegex(choices.map(escapeRegex).join("|")),
      letterOfText: new Map(choices.map((choice, at) => [choice, `(${letters[at]})`])),
      byLetter: compilePythonRegex(`:[\\s]*(${letters.join("|")})`),
    };
    matchersOf.set(document, matchers);
    return matchers;
  }

  return overTexts((text, document) => {
    const direct = find(regex, text);
    if (direct !== "") return direct;
    const { byText, letterOfText, byLetter } = matchersFor(document);
    const named = find(byText, simplify(text));
    if (named !== "") return letterOfText.get(named) ?? named;
    const letter = find(byLetter, text);
    return letter === "" ? parsed.fallback : `(${letter})`;
  });
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|#&~\-\s]/g, "\\$&");
}
