import { francAll } from "franc";
import { isInRelation, numberOf, textOf, type Check } from "./instruction.ts";
import { splitTokens } from "./split-tokens.ts";

/** The languages that langdetect tells apart, by franc's names and by theirs. */
const LANGUAGES: Readonly<Record<string, string>> = {
  afr: "af",
  arb: "ar",
  bul: "bg",
  ben: "bn",
  cat: "ca",
  ces: "cs",
  dan: "da",
  deu: "de",
  ell: "el",
  eng: "en",
  spa: "es",
  ekk: "et",
  pes: "fa",
  fin: "fi",
  fra: "fr",
  guj: "gu",
  heb: "he",
  hin: "hi",
  hrv: "hr",
  hun: "hu",
  ind: "id",
  ita: "it",
  jpn: "ja",
  kan: "kn",
  kor: "ko",
  lit: "lt",
  lvs: "lv",
  mkd: "mk",
  mal: "ml",
  mar: "mr",
  npi: "ne",
  nld: "nl",
  nob: "no",
  pan: "pa",
  pol: "pl",
  por: "pt",
  ron: "ro",
  rus: "ru",
  slk: "sk",
  slv: "sl",
  som: "so",
  als: "sq",
  swe: "sv",
  swh: "sw",
  tam: "ta",
  tel: "te",
  tha: "th",
  tgl: "tl",
  tur: "tr",
  ukr: "uk",
  urd: "ur",
  vie: "vi",
  cmn: "zh",
};
const NAMES = Object.keys(LANGUAGES);

/** A text without any letter is in no language, and counts as in the right one. */
export const isInLanguage: Check = (response, demands) => {
  const language = languageOf(response);
  return language === undefined || language === textOf(demands, "language");
};

export const isEnglishInCapitals: Check = (response) => isUpper(response) && isInLanguage(response, { language: "en" });

export const isEnglishInLowerCase: Check = (response) =>
  /\p{Lowercase}/u.test(response) && !/[\p{Uppercase}\p{Lt}]/u.test(response) && isInLanguage(response, { language: "en" });

export const hasCapitalWords: Check = (response, demands) => {
  // All that is not "less than" is at least.
  const relation = demands["capital_relation"] === "less than" ? "less than" : "at least";
  return isInRelation(splitTokens(response).filter(isUpper).length, relation, numberOf(demands, "capital_frequency"));
};

/** `str.isupper()`: some letter that has cases, and none that is small. */
function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

function languageOf(text: string): string | undefined {
  const [[best = "und"] = []] = francAll(text, { only: NAMES, minLength: 1 });
  return /\p{L}/u.test(text) ? (LANGUAGES[best] ?? best) : undefined;
}
