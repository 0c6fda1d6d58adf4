import * as formats from "./format-checks.ts";
import type { Check } from "./instruction.ts";
import * as keywords from "./keyword-checks.ts";
import * as languages from "./language-checks.ts";
import * as lengths from "./length-checks.ts";
import * as texts from "./text-checks.ts";

/** The 25 verifiable instructions of IFEval (Zhou et al., Instruction-Following Evaluation for Large Language Models, 2023), by their ids. */
export const CHECKS: Readonly<Record<string, Check>> = {
  "keywords:existence": keywords.hasKeywords,
  "keywords:frequency": keywords.hasKeywordOften,
  "keywords:forbidden_words": keywords.lacksForbiddenWords,
  "keywords:letter_frequency": keywords.hasLetterOften,
  "language:response_language": languages.isInLanguage,
  "length_constraints:number_sentences": lengths.hasSentences,
  "length_constraints:number_paragraphs": lengths.hasParagraphs,
  "length_constraints:number_words": lengths.hasWords,
  "length_constraints:nth_paragraph_first_word": lengths.beginsParagraphWith,
  "detectable_content:number_placeholders": formats.hasPlaceholders,
  "detectable_content:postscript": texts.hasPostscript,
  "detectable_format:number_bullet_lists": formats.hasBullets,
  "detectable_format:constrained_response": formats.isOneOfAnswers,
  "detectable_format:number_highlighted_sections": formats.hasHighlights,
  "detectable_format:multiple_sections": formats.hasSections,
  "detectable_format:json_format": formats.isJson,
  "detectable_format:title": formats.hasTitle,
  "combination:two_responses": formats.hasTwoResponses,
  "combination:repeat_prompt": texts.repeatsPrompt,
  "startend:end_checker": texts.endsWithPhrase,
  "change_case:capital_word_frequency": languages.hasCapitalWords,
  "change_case:english_capital": languages.isEnglishInCapitals,
  "change_case:english_lowercase": languages.isEnglishInLowerCase,
  "punctuation:no_comma": texts.hasNoComma,
  "startend:quotation": texts.isQuoted,
};
