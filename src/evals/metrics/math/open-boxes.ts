const SEPARATOR = /and|or|,|;/;
const MAX_BETWEEN = 70;

/**
 * What stands in `\boxed{}` and `\fbox{}`, joined by commas; the text itself where there is no box.
 * @param which all boxes, or the last and those before it that a separator joins within 70 characters
 */
export function openBoxes(text: string, which: "all" | "last"): string {
  const contents: string[] = [];
  let limit = text.length;
  for (;;) {
    const box = lastBox(text, limit);
    if (box === null || box.opening >= limit) break;
    const closing = text[box.opening] === "{" ? closingBrace(text, box.opening, limit) : -1;
    if (closing === -1) {
      if (contents.length === 0) contents.push(text.slice(box.opening));
      break;
    }
    if (which === "last" && contents.length > 0 && !isJoined(text.slice(closing + 1, limit))) break;
    contents.unshift(text.slice(box.opening + 1, closing).trim());
    limit = box.start;
  }
  return contents.length === 0 ? text : contents.join(",");
}

/** The last box that begins before `limit`, and where its content does. */
function lastBox(text: string, limit: number): { start: number; opening: number } | null {
  const before = text.slice(0, limit);
  const [boxed, framed] = [before.lastIndexOf("\\boxed"), before.lastIndexOf("\\fbox")];
  const start = Math.max(boxed, framed);
  if (start === -1) return null;
  let opening = start + (boxed > framed ? 6 : 5);
  while (opening < limit && /\s/.test(text[opening] ?? "")) opening++;
  return { start, opening };
}

function closingBrace(text: string, opening: number, limit: number): number {
  let open = 0;
  for (let at = opening; at < limit; at++) {
    if (text[at] === "{") open++;
    else if (text[at] === "}" && --open === 0) return at;
  }
  return -1;
}

function isJoined(between: string): boolean {
  return between.length < MAX_BETWEEN && SEPARATOR.test(between);
}
