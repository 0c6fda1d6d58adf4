import type { Result } from "../../ao/index.ts";
import { plainText } from "../plain-text.ts";

const FIXED = new Set(["Data-Protocol", "Variant", "Type", "Reference"]);

/** A result for people: each message with its tags and data, what was printed, and the error. */
export function renderAoResult({ Messages, Output, Error: error }: Result): string {
  const messages = Messages.map(({ Target, Tags, Data }) => {
    const tags = Tags.filter(({ name }) => !FIXED.has(name)).map(({ name, value }) => `  ${name}: ${value}`);
    return [`to ${Target === "" ? "whoever asks" : Target}`, ...tags, ...(Data === "" ? [] : [`  ${Data}`])].join("\n");
  });
  const printed = Output.print && Output.data !== "" ? [Output.data] : [];
  const told = [...messages, ...printed, ...(error === undefined ? [] : [`Error: ${error}`])];
  return plainText(told.length === 0 ? "Nothing was sent." : told.join("\n"));
}
