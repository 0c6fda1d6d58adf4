import type { Expression } from "./expression.ts";
import { powerOf } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import type { FormulaReader } from "./token-reader.ts";

/** Letters that have another name than their command. */
const NAMES: Readonly<Record<string, string>> = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  Γ: "Gamma",
  δ: "delta",
  Δ: "Delta",
  ε: "epsilon",
  ϵ: "varepsilon",
  ζ: "zeta",
  η: "eta",
  θ: "theta",
  Θ: "Theta",
  ϑ: "vartheta",
  ι: "iota",
  κ: "kappa",
  λ: "lambda",
  Λ: "Lambda",
  μ: "mu",
  ν: "nu",
  ξ: "xi",
  Ξ: "Xi",
  ο: "omicron",
  π: "pi",
  Π: "Pi",
  ϖ: "varpi",
  ρ: "rho",
  ϱ: "varrho",
  σ: "sigma",
  Σ: "Sigma",
  ς: "varsigma",
  τ: "tau",
  υ: "upsilon",
  Υ: "Upsilon",
  φ: "phi",
  Φ: "Phi",
  ϕ: "varphi",
  χ: "chi",
  ψ: "psi",
  Ψ: "Psi",
  ω: "omega",
  Ω: "Omega",
};

const SYMBOL_KINDS: ReadonlySet<string> = new Set(["letter", "greek", "sign", "accent"]);

/** A letter by its name: case does not matter, and π is the number. */
export function symbolOf(reader: Pick<FormulaReader, "isReal">, name: string): Expression {
  const lowered = name.toLowerCase();
  return lowered === "pi" ? { kind: "constant", name: "pi" } : { kind: "symbol", name: lowered, isReal: reader.isReal };
}

/** atom_expr: a letter, Greek letter, sign or text with scripts; before brackets it may be a function's name. */
export function readSymbol(reader: FormulaReader, isAtom: boolean): Expression {
  if (!SYMBOL_KINDS.has(reader.peek())) throw new MathFault("no letter");
  const called = isAtom ? null : reader.attempt(() => readUnknownCall(reader));
  if (called !== null) return called;
  const token = reader.take();
  let name = nameOf(token.text);
  if (reader.peek() === "_") name += readSubscript(reader);
  const isPower = reader.peek() === "^" && reader.peek(1) !== "(";
  const symbol = token.text === "I" && token.kind === "letter" ? ({ kind: "constant", name: "i" } as const) : symbolOf(reader, name);
  if (symbol.kind === "constant" && symbol.name === "i") return symbol;
  if (!isPower) return symbol;
  reader.take();
  const power = powerOf(symbol, readExponent(reader));
  if (reader.peek() === "_") readSubscript(reader);
  return power;
}

function readExponent(reader: FormulaReader): Expression {
  if (reader.accept("{") === null) return readScriptAtom(reader);
  const value = reader.readFormula();
  reader.expect("}");
  return value;
}

function readScriptAtom(reader: FormulaReader): Expression {
  return reader.nested(() => reader.readAtom());
}

function nameOf(text: string): string {
  const accent = /^\\([a-z]+)\s?\{([^]*)\}$/i.exec(text);
  if (accent === null) return NAMES[text] ?? text.replace(/^\\/, "");
  const [, command = "", inner = ""] = accent;
  const content = inner.replaceAll(" ", "");
  if (command.includes("text") || command.includes("mbox")) {
    const plain = content.replaceAll(/[()]/g, "");
    return NAMES[plain] ?? plain.replace(/^\\/, "");
  }
  return `${accentOf(command)}{${content}}`;
}

function accentOf(command: string): string {
  if (command === "overline") return "bar";
  if (command === "overrightarrow") return "vec";
  if (command === "widetilde") return "tilde";
  return command.includes("math") ? "math" : command;
}

function readSubscript(reader: FormulaReader): string {
  reader.take();
  const isGroup = reader.accept("{") !== null;
  const text = reader.textOf(() => {
    if (!isGroup) return reader.readAtom();
    let last = reader.readFormula();
    while (reader.accept(",") !== null) last = reader.readFormula();
    return last;
  });
  if (isGroup) reader.expect("}");
  return text.length > 1 ? `_{${text}}` : `_${text}`;
}

/** f(x), f(x, y), f[1]: one atom, or several formulas with commas; x(x + 1) is a product. */
function readUnknownCall(reader: FormulaReader): Expression {
  const { text } = reader.take();
  let name = nameOf(text);
  if (reader.peek() === "_") name += readSubscript(reader);
  const exponent = reader.accept("^") === null ? null : readExponent(reader);
  const closing = reader.take().kind === "(" ? ")" : "";
  if (closing === "") throw new MathFault("no call");
  const parameters = [
    reader.attempt(
      () => reader.readAtom(),
      (kind) => kind === ")",
    ) ?? readFirstOfMany(reader),
  ];
  while (reader.accept(",") !== null) if (reader.peek() !== ")") parameters.push(reader.readFormula());
  reader.expect(closing);
  const call: Expression = { kind: "call", name, isKnown: false, parameters };
  return exponent === null ? call : powerOf(call, exponent);
}

function readFirstOfMany(reader: FormulaReader): Expression {
  const value = reader.readFormula();
  if (reader.peek() !== ",") throw new MathFault("a product, not a call");
  return value;
}
