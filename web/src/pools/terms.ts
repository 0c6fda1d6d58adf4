import { formatUnits } from "../format.ts";

interface Allocation {
  rule: { name: string; shares?: string[]; amounts?: string[] };
  ties: string;
}

const MOST_NAMED = 6;

/** The name of a rule, short, for a list. */
export function ruleName(allocation: unknown): string {
  const { rule } = allocation as Allocation;
  const names: Record<string, string> = {
    ArithmeticDecrease: "ten places, falling",
    WinnerTakesAll: "winner takes all",
    Proportional: "in proportion to the score",
    Table: "shares by place",
    Amounts: "amounts by place",
  };
  return names[rule.name] ?? rule.name;
}

/** Who is paid how much, in sentences. */
export function termsOf(allocation: unknown): string {
  const { rule, ties } = allocation as Allocation;
  return `${ruleSentence(rule)} ${
    ties === "share"
      ? "Entries that exact paired tests do not tell apart share the sum of their places."
      : "Of equal scores the one that joined earlier comes first."
  } Only entries that have answered every question, and at least one of them rightly, are paid; where there is none, all of it goes back to the funder.`;
}

function ruleSentence({ name, shares = [], amounts = [] }: Allocation["rule"]): string {
  switch (name) {
    case "ArithmeticDecrease":
      return "The best ten are paid: with n of them place 1 gets n parts, place 2 one part less, and so on to one part.";
    case "WinnerTakesAll":
      return "The best entry gets everything.";
    case "Proportional":
      return "Every entry is paid in proportion to its share of right answers.";
    case "Table":
      return `The places are paid in the proportion ${listed(shares)}.`;
    case "Amounts":
      return `The places get ${listed(amounts)}; what is not taken goes back to the funder.`;
    default:
      return `The rule is ${name}.`;
  }
}

function listed(digits: readonly string[]): string {
  const named = digits
    .slice(0, MOST_NAMED)
    .map((text) => (/^\d+$/.test(text) ? formatUnits(text) : text))
    .join(" : ");
  return digits.length > MOST_NAMED ? `${named} … (${digits.length} places)` : named;
}
