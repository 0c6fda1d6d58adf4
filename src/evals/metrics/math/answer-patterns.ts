import { compilePythonRegex, type PythonRegex } from "../../python/index.ts";

/** Where an answer may stand in a text. Of several places, a smaller priority goes first. */
export interface AnswerPattern {
  kind: "latex" | "expression";
  priority: number;
  regex: PythonRegex;
  /** A text that holds none of these cannot match: most answers hold few of them. */
  needs: readonly string[];
}

const LINKED = String.raw`\s*(?:,?and|,?or|,)\s*`;
const MATH_SIGNS = ["$", "\\[", "\\(", "[", "\\frac"];

let compiled: { latex: readonly AnswerPattern[]; expression: readonly AnswerPattern[] } | undefined;

/** The patterns of math-verify 0.7.0, with its priorities. Compiled when first asked for: that takes longer than many a command. */
export function answerPatterns(withExpressions: boolean): readonly AnswerPattern[] {
  compiled ??= { latex: latexPatterns(), expression: expressionPatterns() };
  return withExpressions ? [...compiled.latex, ...compiled.expression] : compiled.latex;
}

/** A mathematical environment; its groups begin with `prefix`. */
function environment(prefix: string, isBoxed: boolean): string {
  const around = (content: string) => (isBoxed ? String.raw`${content}*?\\boxed{${content}+?}${content}*?` : `${content}+?`);
  const group = (name: string, content: string) => `(?P<${prefix}latex${name}>${content})`;
  const forms = [
    String.raw`(?<!\\)\$\$${group("DisplayDollar", around(String.raw`(?:[^$]|\$(?!\$))`))}(?<!\\)\$\$`,
    String.raw`(?<!\\)\\\[${group("DisplayBracket", around(String.raw`(?:[^\\]|\\(?!\]))`))}(?<!\\)\\\]`,
    String.raw`(?<!\\|\d)\$${group("InlineDollar", around(String.raw`(?:\\[$]|[^\n$])`))}(?<!\\)\$`,
    String.raw`(?<!\\)\\\(${group("InlineParenthesis", around(String.raw`(?:[^\\\n]|\\(?!\)))`))}(?<!\\)\\\)`,
    String.raw`\s\[${group("InlineBracket", around(String.raw`[^\n\]\[]`))}\]\s`,
  ];
  const number = String.raw`-?\d+(?:[.,]\d+)?`;
  if (!isBoxed) forms.push(group("Fraction", String.raw`-?\\frac{${number}}{${number}}`));
  const percent = String.raw`(?P<${prefix}percent>(?:\\?%|[Pp]ercent|[Pp]ercentage|[Pp]ct))`;
  return String.raw`(?:(?:${forms.join("|")})\s*${percent}?)`;
}

/** Up to six environments with commas, "and" or "or" between them. */
function environments(isBoxed: boolean): string {
  const next = [1, 2, 3, 4, 5].map((number) => `${isBoxed ? "\\s*" : ""}(?:${LINKED}${environment(`next${number}_`, isBoxed)})?`);
  return `(?:${environment("first_", isBoxed)}${next.join("")})`;
}

function latexPattern(priority: number, source: string, needs: readonly string[] = MATH_SIGNS): AnswerPattern {
  return { kind: "latex", priority, regex: compilePythonRegex(`(?s)${source}`), needs };
}

function expressionPattern(priority: number, source: string): AnswerPattern {
  return { kind: "expression", priority, regex: compilePythonRegex(source), needs: [] };
}

function latexPatterns(): AnswerPattern[] {
  const latex = environments(false);
  return [
    latexPattern(0, String.raw`(?i:final answer is)\:?\s*${latex}\.?\s?I hope`),
    latexPattern(50, String.raw`(?i:final answer.{0,100}?)\s+is\:?\s*${latex}`),
    latexPattern(100, `(?i:answer):.{0,50}?${latex}`),
    latexPattern(200, `(?i:answer).{0,50}?${latex}`),
    latexPattern(300, latex),
    latexPattern(50, environments(true), ["\\boxed"]),
    latexPattern(50, String.raw`(?P<first_latexBoxed>\\boxed{.+})`, ["\\boxed"]),
  ];
}

function expressionPatterns(): AnswerPattern[] {
  const number =
    String.raw`(?<!\d)(?:(?P<integer1>-?[1-9]\d{0,2}(?:[ ,]\d{3})+)(?P<decimal1>\.\d+)?|(?P<integer2>-?\d+)(?P<decimal2>[.,]\d+)|` +
    String.raw`(?P<decimal3>\.\d+)|(?P<integer3>-?\d+))(?P<percent>\s*(?:%|[Pp]ercent|\s*[Pp]ercentage|\s*[Pp]ct))?`;
  const signs = String.raw`\+\-\*\×\/\^\(\)\÷`;
  const part = String.raw`[\d\.\s${signs}]`;
  const expression = String.raw`(?P<expr>-?\(?-?\d${part}*[${signs}]${part}+\)?)`;
  const before = String.raw`(?:^|\s|\=)(?:\*\*)?`;
  const after = String.raw`(?:\*\*)?(?:\.|,|:|\s|\)|\$|$)`;
  const currency = String.raw`\$€£¥₹₽₪₩₫฿₡₢₣₤₥₦₧₨₭₮₯₰₱₲₳₴₵₶₷₸₺₻₼₾₿`;
  const alone = `(?:${before}${expression}${after})`;
  const amount = `(?:${before}[${currency}]?${number})`;
  const either = `(?:${alone}|${amount})`;
  return [
    expressionPattern(0, String.raw`(?i:final answer is)\:?\s*${either}\.?\s?I hope`),
    expressionPattern(50, String.raw`(?i:final answer.{0,100}?)\s+is\:?${either}`),
    expressionPattern(100, String.raw`(?i:answer):(?:.{0,100}=\s*|.{0,50}?)${either}(?!\s*=)`),
    expressionPattern(200, String.raw`(?i:answer)(?:.{0,100}=\s*|.{0,50}?)${either}(?!\s*=)`),
    expressionPattern(300, alone),
    expressionPattern(300, amount),
  ];
}
