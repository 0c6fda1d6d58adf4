import { AssayError, messageOf } from "../../lib/errors.ts";
import { stripStart } from "../python/index.ts";
import { type Filter, type FilterDocument, type FilterSettings, listOf, overTexts } from "./filter.ts";
import { formatSpan } from "./format-span.ts";
import { majorityVote } from "./majority-vote.ts";
import { mapFilter } from "./map-filter.ts";
import { multiChoiceRegexFilter } from "./multi-choice-regex-filter.ts";
import { regexFilter } from "./regex-filter.ts";
import { takeFirstK } from "./take-first-k.ts";

/** One named chain of a task's `filter_list`. */
export interface FilterChain {
  name: string;
  /** From the responses to one document to what is scored: a text, a list (take_first_k), or null (map without a default). */
  apply(responses: readonly string[], document: FilterDocument): unknown;
}

/** Filters by the names that task files use. */
const FILTERS: Readonly<Record<string, (settings: FilterSettings) => Filter>> = {
  regex: regexFilter,
  multi_choice_regex: multiChoiceRegexFilter,
  remove_whitespace: () => overTexts(stripStart),
  lowercase: () => overTexts((text) => text.toLowerCase()),
  uppercase: () => overTexts((text) => text.toUpperCase()),
  map: mapFilter,
  format_span: () => overTexts(formatSpan),
  take_first: () => (value) => listOf(value)[0],
  take_first_k: takeFirstK,
  majority_vote: () => majorityVote,
};

export interface FilterStep {
  function: string;
  [setting: string]: unknown;
}

/** Compiles a chain. An unknown filter, bad settings or a bad pattern: an AssayError `invalid_input` naming the filter. */
export function compileFilters(name: string, steps: readonly FilterStep[]): FilterChain {
  const filters = steps.map((step) => compileStep(name, step));
  return {
    name,
    apply: (responses, document) => filters.reduce<unknown>((value, filter) => filter(value, document), responses),
  };
}

function compileStep(chain: string, step: FilterStep): Filter {
  const { function: kind, ...settings } = step;
  const create = Object.hasOwn(FILTERS, kind) ? FILTERS[kind] : undefined;
  if (create === undefined) {
    const known = Object.keys(FILTERS).join(", ");
    throw new AssayError("invalid_input", `The filter ${kind} of ${chain} is unknown. Known filters: ${known}.`, {
      field: "filter_list",
    });
  }
  try {
    return create(settings);
  } catch (error) {
    throw new AssayError("invalid_input", `The filter ${kind} of ${chain} is faulty: ${messageOf(error)}`, {
      field: "filter_list",
      cause: error,
    });
  }
}
