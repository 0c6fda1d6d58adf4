/** A step's settings as the YAML has them, without `function`. */
export type FilterSettings = Readonly<Record<string, unknown>>;

/** The document that a response answers; only `multi_choice_regex` looks at it. */
export type FilterDocument = Readonly<Record<string, unknown>>;

/** One step: from the responses of one document (a list, until `take_first` picks one) to the next form of them. */
export type Filter = (value: unknown, document: FilterDocument) => unknown;

/** Applies a function to every text of the list. A step after `take_first` finds no list: that is a faulty task. */
export function overTexts(apply: (text: string, document: FilterDocument) => unknown): Filter {
  return (value, document) => listOf(value).map((item) => apply(String(item), document));
}

/** The responses as a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("a filter stands after take_first, where only one response is left");
  return value;
}
