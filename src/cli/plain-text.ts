const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
// Controls but newline and tab; C1 (8-bit escapes); marks that reorder or hide text.
// oxlint-disable-next-line no-control-regex -- finding control characters is the point
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text of a model or a server as a terminal may show it: control characters become visible signs, so that no
 * answer can move the cursor, rename the window, write the clipboard or reverse a line.
 */
export function plainText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
    if (code === DELETE) return "\u2421";
    return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
