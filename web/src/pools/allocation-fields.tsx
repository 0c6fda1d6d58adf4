import { ruleName } from "./terms.ts";

const RULES = ["ArithmeticDecrease", "WinnerTakesAll", "Proportional", "Table", "Amounts"] as const;
/** Where a rule needs numbers by place: under what key they go. */
const LISTS: Partial<Record<string, "shares" | "amounts">> = { Table: "shares", Amounts: "amounts" };

/** A rule as it is being written. */
export interface Terms {
  rule: string;
  /** Numbers by place, with commas or blanks between. */
  places: string;
  ties: string;
}

export const FIRST_TERMS: Terms = { rule: RULES[0], places: "", ties: "order" };

/** As the API takes it; what is no number is left to the API's refusal. */
export function readAllocation({ rule, places, ties }: Terms): { rule: Record<string, unknown>; ties: string } {
  const list = LISTS[rule];
  const numbers = places.split(/[\s,;:]+/).filter((part) => part !== "");
  return { rule: { name: rule, ...(list && { [list]: numbers }) }, ties };
}

export function AllocationFields({ terms, onChange }: { terms: Terms; onChange: (terms: Terms) => void }) {
  const list = LISTS[terms.rule];
  return (
    <>
      <label>
        Rule
        <select value={terms.rule} onChange={(event) => onChange({ ...terms, rule: event.currentTarget.value })}>
          {RULES.map((name) => (
            <option key={name} value={name}>
              {ruleName({ rule: { name } })}
            </option>
          ))}
        </select>
      </label>
      {list && (
        <label>
          {list === "shares" ? "Shares by place" : "Amounts by place"}
          <input
            required
            value={terms.places}
            placeholder="50, 30, 20"
            onInput={(event) => onChange({ ...terms, places: event.currentTarget.value })}
          />
        </label>
      )}
      <label>
        Ties
        <select value={terms.ties} onChange={(event) => onChange({ ...terms, ties: event.currentTarget.value })}>
          <option value="order">by earlier joining</option>
          <option value="share">who is not told apart shares</option>
        </select>
      </label>
    </>
  );
}
