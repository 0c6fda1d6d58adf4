/** A tuple: a list that prints in round brackets. What is made of it by `map`, `filter` or `slice` is a list. */
export class PythonTuple<Item = unknown> extends Array<Item> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A tuple of these items. */
export function tupleOf<Item>(items: readonly Item[]): PythonTuple<Item> {
  const tuple = new PythonTuple<Item>();
  tuple.push(...items);
  return tuple;
}
