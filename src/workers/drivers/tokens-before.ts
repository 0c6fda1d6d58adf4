import type { PromptToken } from "../../llm/index.ts";

/**
 * How many of a prompt's tokens stand before its last part. Undefined where the tokens' texts do not tell: a token that reaches over
 * the border, one that is part of a character and has no text of its own, texts that leave spaces out.
 * @param tokens all tokens of `before + after`, perhaps with one in front that begins the text @param before not empty
 */
export function tokensBefore(tokens: readonly PromptToken[], before: string, after: string): number | undefined {
  let rest = after;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const text = tokens[at]?.text ?? "";
    if (text === "" || !rest.endsWith(text)) return undefined;
    rest = rest.slice(0, rest.length - text.length);
    if (rest !== "") continue;
    // The token before must end the text before, else one character's parts lie on both sides.
    return before.endsWith(tokens[at - 1]?.text || "\0") ? at : undefined;
  }
  return undefined;
}
