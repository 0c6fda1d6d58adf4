/** One record as RFC 4180 has it: null is an empty field, an object its JSON, quotes where something needs them. */
export function toCsvLine(values: readonly unknown[]): string {
  return `${values.map(toField).join(",")}\r\n`;
}

function toField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // An empty text is not nothing.
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
