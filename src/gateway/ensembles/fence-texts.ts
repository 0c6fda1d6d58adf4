import { createHash } from "node:crypto";

/**
 * Texts of strangers, numbered from 1, each between tags that it cannot close: the tags carry a mark made of all the texts,
 * which nobody knew when writing one of them.
 * @param maxCharacters of all texts together; each is cut to its share, in the middle
 */
export function fenceTexts(tag: string, texts: readonly string[], maxCharacters: number): string {
  const mark = createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 12);
  const share = Math.floor(maxCharacters / Math.max(1, texts.length));
  return texts
    .map((text, index) => `<${tag}-${index + 1}-${mark}>\n${cutMiddle(text, share)}\n</${tag}-${index + 1}-${mark}>`)
    .join("\n\n");
}

function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`.toWellFormed();
}
