import { compilePythonRegex } from "../../../python/index.ts";

/** Rules in their order: what is found, and what takes its place. */
const RULES = (
  [
    ["([«“‘„]|[`]+)", String.raw` \1 `],
    [String.raw`^\"`, "``"],
    ["(``)", String.raw` \1 `],
    [String.raw`([ \(\[{<])(\"|\'{2})`, String.raw`\1 ${"``"} `],
    [String.raw`(?i)(?<!\w)(\')(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)`, String.raw`\1 `],
    [String.raw`([^\.])(\.)([\]\)}>"\'»”’ ]*)\s*$`, String.raw`\1 \2 \3 `],
    [String.raw`([:,])([^\d])`, String.raw` \1 \2`],
    [String.raw`([:,])$`, String.raw` \1 `],
    [String.raw`\.{2,}`, String.raw` \g<0> `],
    ["[;@#$%&]", String.raw` \g<0> `],
    ["[\u2012-\u2015]", String.raw` \g<0> `],
    [String.raw`([^\.])(\.)([\]\)}>"\']*)\s*$`, String.raw`\1 \2\3 `],
    ["[?!]", String.raw` \g<0> `],
    ["([^'])' ", String.raw`\1 ' `],
    ["[*]", String.raw` \g<0> `],
    [String.raw`[\]\[\(\)\{\}\<\>]`, String.raw` \g<0> `],
    ["--", " -- "],
    // From here on a space stands at both ends.
    ["([»”’])", String.raw` \1 `],
    ["''", " '' "],
    ['"', " '' "],
    [String.raw`\s+`, " "],
    [String.raw`([^' ])('[sS]|'[mM]|'[dD]|') `, String.raw`\1 \2 `],
    [String.raw`([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) `, String.raw`\1 \2 `],
    [String.raw`(?i)\b(can)(not)\b`, String.raw` \1 \2 `],
    [String.raw`(?i)\b(d)('ye)\b`, String.raw` \1 \2 `],
    [String.raw`(?i)\b(gim)(me)\b`, String.raw` \1 \2 `],
    [String.raw`(?i)\b(gon)(na)\b`, String.raw` \1 \2 `],
    [String.raw`(?i)\b(got)(ta)\b`, String.raw` \1 \2 `],
    [String.raw`(?i)\b(lem)(me)\b`, String.raw` \1 \2 `],
    [String.raw`(?i)\b(more)('n)\b`, String.raw` \1 \2 `],
    [String.raw`(?i)\b(wan)(na)(?=\s)`, String.raw` \1 \2 `],
    [String.raw`(?i) ('t)(is)\b`, String.raw` \1 \2 `],
    [String.raw`(?i) ('t)(was)\b`, String.raw` \1 \2 `],
  ] as const
).map(([pattern, replacement]) => ({ pattern: compilePythonRegex(pattern), replacement }));
const BEFORE_ENDS = 17;

/**
 * Words and marks of an English text: the rules of the Penn Treebank's tokenizer (MacIntyre's sed script) with NLTK's additions,
 * which split clitics off and hold hyphens together.
 */
export function splitTokens(text: string): string[] {
  let out = text;
  for (const [at, { pattern, replacement }] of RULES.entries()) {
    if (at === BEFORE_ENDS) out = ` ${out} `;
    out = pattern.replace(out, replacement);
  }
  return out.split(/\s+/).filter((token) => token !== "");
}
