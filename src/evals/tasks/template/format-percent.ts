import { toPythonRepr } from "../../python/index.ts";
import { TemplateFault } from "./template-fault.ts";
import { numberOf, present, textOf } from "./values.ts";

/** Python's `text % values` for %s, %r, %d, %i, %f, %.2f and %%. */
export function formatPercent(text: string, values: readonly unknown[]): string {
  let next = 0;
  const formatted = text.replaceAll(/%(?:\.(\d+))?([a-zA-Z%])/g, (_whole, digits: string | undefined, kind: string) => {
    if (kind === "%") return "%";
    if (next >= values.length) throw new TemplateFault("there are fewer values than places in the text");
    return formatOne(kind, digits, values[next++]);
  });
  if (next < values.length) throw new TemplateFault("there are more values than places in the text");
  return formatted;
}

function formatOne(kind: string, digits: string | undefined, value: unknown): string {
  if (kind === "s") return textOf(value);
  if (kind === "r") return toPythonRepr(present(value));
  const number = numberOf(present(value));
  if (number === null || !"dif".includes(kind)) throw new TemplateFault(`%${kind} does not fit its value`);
  return kind === "f" ? number.toFixed(digits === undefined ? 6 : Number(digits)) : String(Math.trunc(number));
}
