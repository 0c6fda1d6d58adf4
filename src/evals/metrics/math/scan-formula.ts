import { MathFault } from "./math-fault.ts";
import { longestAt, type Token, tokenTable } from "./token.ts";

/** Longer formulas are not read: no answer needs so many pieces, and reading must stay cheap. */
const MAX_TOKENS = 600;

const TABLE = tokenTable([
  "space: \\, \\thinspace \\: \\medspace \\; \\thickspace \\quad \\qquad \\! \\negthinspace \\negmedspace \\negthickspace \\$",
  "space: \\vrule \\vcenter \\vbox \\vskip \\vspace \\hfil",
  "plus: + ∔ ⊕ ⊞",
  "minus: - − ∸",
  "times: * × ⋅ ⋄ ⊡ ∗ ⋆ ∘ ∙ ⊗ ⊠ ⋈ ⋉ ⋊ \\times \\cdot",
  "divided: / ÷ ∕ \\over \\div :",
  "modulo: \\mod",
  "(: ( \\( \\lgroup",
  "): ) \\) \\rgroup",
  "{: {",
  "}: }",
  "\\{: \\{ \\lbrace",
  "\\}: \\} \\rbrace",
  "[: [ \\lbrack",
  "]: ] \\rbrack",
  "boxed: \\boxed \\phantom",
  "|: | \\vert",
  "|<: \\lvert",
  "|>: \\rvert",
  "norm: \\|",
  "floor<: \\lfloor \\llcorner",
  "floor>: \\rfloor \\lrcorner",
  "ceiling<: \\lceil \\ulcorner",
  "ceiling>: \\rceil \\urcorner",
  "unsupported: \\lim \\int \\sum \\prod \\to \\rightarrow \\Rightarrow \\longrightarrow \\Longrightarrow \\langle \\rangle \\det",
  "unsupported: \\xrightarrow \\xRightarrow <-> <=> \\leftrightarrow \\Leftrightarrow \\variable \\partial",
  "function: \\log \\ln \\exp \\sin \\cos \\tan \\csc \\sec \\cot \\arcsin \\arccos \\arctan \\arccsc \\arcsec \\arccot \\sinh \\cosh \\tanh",
  "function: \\arsinh \\arcosh \\artanh \\arcsinh \\arccosh \\arctanh \\floor \\ceil",
  "list-function: \\gcd \\lcm \\max \\min",
  "word: arsinh arcsinh arcosh arccosh artanh arctanh gcd lcm floor ceil eye zeros ones cols rows diag norm rank trace tr rref",
  "word: hstack vstack orth ortho orthogonal orthogonalize nullspace eig eigen diagonalize eigenvals eigenvalues eigenvects",
  "word: eigenvectors svd SVD matrix pmatrix bmatrix vmatrix",
  "operatorname: \\operatorname",
  "root: \\sqrt",
  "fraction: \\frac \\dfrac \\tfrac \\cfrac",
  "binomial: \\binom \\tbinom \\dbinom",
  "choose: \\choose",
  "column: &",
  "row: \\\\",
  "_: _",
  "^: ^",
  ";: ;",
  ",: ,",
  "!: !",
  "transposed: ^T ^{T} '",
  "degree: ^\\circ ^\\degree ^\\circle ^° ^{\\circ} ^{\\degree} ^{\\circle} ^{°}",
  "e: e \\exponentialE",
  "E: E",
  "in: \\in",
  "=: = ≡ ≣ ≟ ≎ ≏ ≐ ≑ ≒ ≓ ≔ ≕ ≖ ≗ == \\equiv",
  "approximately: ~= ≈ ≊ ≋ ≃ ≅ \\approx",
  "<: < ≪ ≺ ⋖ \\lt",
  "<=: \\leq \\le \\leqslant ≤ ≦ ≲ ≾ <=",
  ">: > ≫ ≻ ⋗ \\gt",
  ">=: \\geq \\ge \\geqslant ≥ ≧ ≳ ≿ >=",
  "!=: != !== \\ne \\neq \\not\\equiv ≠ ≁ ≄ ≇ ≉ ≢",
  "infinity: \\infty \\$\\infty \\infty% \\infty\\%",
  "named-set: \\mathbb{N} ℕ \\mathbb{Z} ℤ \\mathbb{Q} ℚ \\mathbb{R} ℝ \\mathbb{C} ℂ \\emptyset ∅ \\{\\} \\lbrace\\rbrace",
  "union: \\cup ∪",
  "intersection: \\cap ∩",
  "without: \\setminus ∖",
  "plus-minus: \\pm ± ∓ \\mp",
  "subset: \\supseteq ⊇ \\subseteq ⊆",
  "not-in: \\notin ∉",
  "greek: \\alpha α \\beta β \\gamma γ \\Gamma Γ \\delta δ \\Delta Δ \\epsilon ε \\varepsilon ϵ \\zeta ζ \\eta η \\theta θ \\Theta Θ",
  "greek: \\vartheta ϑ \\iota ι \\kappa κ \\lambda λ \\Lambda Λ \\mu μ \\nu ν \\xi ξ \\Xi Ξ \\omicron ο \\pi π \\Pi Π \\varpi ϖ \\rho ρ",
  "greek: \\varrho ϱ \\sigma σ \\Sigma Σ \\varsigma ς \\tau τ \\upsilon υ \\Upsilon Υ \\phi φ \\Phi Φ \\varphi ϕ \\chi χ \\psi ψ \\Psi Ψ",
  "greek: \\omega ω \\Omega Ω",
  "sign: \\Bbbk \\wp \\nabla \\bigstar \\angle \\nexists \\diagdown \\measuredangle \\eth ℵ ℶ ℷ ℸ \\diagup \\sphericalangle \\clubsuit",
  "sign: \\varnothing \\Diamond \\complement \\diamondsuit \\imath \\Finv \\triangledown \\heartsuit \\jmath \\Game \\triangle \\spadesuit",
  "sign: \\ell \\hbar \\vartriangle \\hslash \\blacklozenge \\lozenge \\blacksquare \\mho \\blacktriangle \\sharp \\prime \\Im \\flat",
  "sign: \\square \\backprime \\Re \\natural \\surd \\circledS",
]);

const ACCENTS =
  "acute bar overline breve check widecheck dot ddot grave hat tilde widetilde vec overrightarrow bm boldsymbol text textit textbf " +
  "textnormal mathbb mathbin mathbf mathcal mathclap mathclose mathellipsis mathfrak mathinner mathit mathnormal mathop mathopen " +
  "mathord mathpunct mathrel mathring mathrlap mathrm mathscr mathsf mathsterling mathtt mbox";
const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ["accent", new RegExp(`\\\\(?:${ACCENTS.replaceAll(" ", "|")})[ \\t\\r\\n]?\\{(?:\\\\\\}|[^}])*?\\}`, "y")],
  ["matrix<", /\\begin\{(?:p|b)?matrix\}|\\begin\{array\}\{[clr]*\}/y],
  ["matrix>", /\\end\{(?:(?:p|b)?matrix|array)\}/y],
  ["percentage", /(?:\d*\.\d+|\d+)[ \t\r\n]?\\?%/y],
  ["number", /(?:\d*\.\d+|\d+)(?:E[-−∸+∔⊕⊞]?\d+)?/y],
  ["differential", /d[ \t\r\n]*(?:[a-zA-Z]|\\[a-zA-Z]+)/y],
  ["letter", /[a-zA-Z]/y],
];

/**
 * Splits a formula into tokens as the lexer of latex2sympy2_extended 1.10.1 does: the longest form wins, so that `\pix` is
 * π and x. What it does not know throws a MathFault.
 */
export function scanFormula(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = /[ \t\r\n]/.test(text[at] ?? "") ? { kind: "space", text: " " } : tokenAt(text, at);
    at += token.text.length;
    if (token.kind !== "space") tokens.push(token);
    if (tokens.length > MAX_TOKENS) throw new MathFault("too long a formula");
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
  if (best === null) throw new MathFault(`nothing known at ${at}`);
  return best;
}
