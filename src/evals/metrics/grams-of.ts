/** How often each run of `order` items occurs. */
export function gramsOf(items: readonly string[], order: number): Map<string, number> {
  const grams = new Map<string, number>();
  for (let at = 0; at + order <= items.length; at++) {
    const gram = items.slice(at, at + order).join("\0");
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  }
  return grams;
}
