/** One piece of a formula. `kind` is what it is to the grammar, `text` how it was written. */
export interface Token {
  readonly kind: string;
  readonly text: string;
}

/** Kinds of tokens by how they are written; of several that fit the longest is taken. */
export interface TokenTable {
  readonly kinds: ReadonlyMap<string, string>;
  readonly longest: number;
}

/** Makes a table of lines such as `minus: - −`. */
export function tokenTable(lines: readonly string[]): TokenTable {
  const kinds = new Map<string, string>();
  for (const line of lines) {
    const [kind = "", ...forms] = line.split(" ");
    for (const form of forms) if (!kinds.has(form)) kinds.set(form, kind.slice(0, -1));
  }
  return { kinds, longest: Math.max(...[...kinds.keys()].map((form) => form.length)) };
}

/** The longest form of the table at this place. */
export function longestAt({ kinds, longest }: TokenTable, text: string, at: number): Token | null {
  for (let length = Math.min(longest, text.length - at); length > 0; length--) {
    const form = text.slice(at, at + length);
    const kind = kinds.get(form);
    if (kind !== undefined) return { kind, text: form };
  }
  return null;
}
