import { longestAt, type Token, tokenTable } from "./token.ts";

const MAX_TOKENS = 600;

const TABLE = tokenTable([
  "space: \\, \\thinspace \\: \\medspace \\; \\thickspace \\quad \\qquad \\! \\negthinspace \\negmedspace \\negthickspace \\left \\right",
  'space: \\vrule \\vcenter \\vbox \\vskip \\vspace \\hfil \\* \\- \\. \\/ \\" \\( \\=',
  "plus: +",
  "minus: -",
  "times: * \\times \\cdot",
  "divided: / : \\div",
  "(: (",
  "): )",
  "{: {",
  "}: }",
  "\\{: \\{",
  "\\}: \\}",
  "[: [",
  "]: ]",
  "|: |",
  "bar: \\left| \\right|",
  "unsupported: \\langle \\rangle \\lim \\to \\rightarrow \\Rightarrow \\longrightarrow \\Longrightarrow \\int \\int\\limits \\sum \\prod",
  "function: \\exp \\log \\lg \\ln \\sin \\cos \\tan \\csc \\sec \\cot \\arcsin \\arccos \\arctan \\arccsc \\arcsec \\arccot \\sinh \\cosh \\tanh",
  "function: \\arsinh \\arcosh \\artanh",
  "floor<: \\lfloor",
  "floor>: \\rfloor",
  "ceiling<: \\lceil",
  "ceiling>: \\rceil",
  "root: \\sqrt",
  "conjugate: \\overline",
  "fraction: \\frac \\dfrac \\tfrac",
  "binomial: \\binom \\dbinom \\tbinom",
  "mathit: \\mathit",
  "_: _",
  "^: ^",
  "!: !",
  "relation: = & \\neq < \\leq \\le \\leqq \\leqslant > \\geq \\ge \\geqq \\geqslant",
  "comma: ,",
  "point: .",
]);
const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ["differential", /d[ \t\r\n]*(?:[a-zA-Z]|\\[a-zA-Z]+)/y],
  ["digit", /[0-9]/y],
  ["letter", /[a-zA-Z]/y],
  ["quotes", /'+/y],
  ["symbol", /\\[a-zA-Z]+/y],
];

/**
 * Splits LaTeX as SymPy 1.13's `parse_latex` does. What is unknown becomes a token `fault`, the last one: the parser fails only
 * when it comes that far.
 */
export function scanSympyLatex(latex: string): Token[] {
  const text = latex.trim();
  const tokens: Token[] = [];
  for (let at = 0; at < text.length && tokens.length < MAX_TOKENS;) {
    if (/[ \t\r\n]/.test(text[at] ?? "")) {
      at++;
      continue;
    }
    const token = tokenAt(text, at);
    if (token.kind !== "space") tokens.push(token);
    if (token.kind === "fault") break;
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  let best = longestAt(TABLE, text, at);
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found.length > (best?.text.length ?? 0)) best = { kind, text: found };
  }
  return best ?? { kind: "fault", text: text.slice(at, at + 1) };
}
