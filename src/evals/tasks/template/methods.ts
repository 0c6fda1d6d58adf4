import { toPythonText, tupleOf } from "../../python/index.ts";
import { TemplateFault } from "./template-fault.ts";
import { TEXT_METHODS } from "./text-methods.ts";
import { type Callable, isEqual, isMapping, itemAt, Missing } from "./values.ts";

type Method<Self> = (self: Self, positional: readonly unknown[], named: Readonly<Record<string, unknown>>) => unknown;

const LIST_METHODS = new Map<string, Method<unknown[]>>([
  ["append", (list, [item]) => void list.push(item)],
  [
    "index",
    (list, [item]) =>
      found(
        list.findIndex((other) => isEqual(item, other)),
        item,
      ),
  ],
  ["count", (list, [item]) => list.filter((other) => isEqual(item, other)).length],
]);

const MAPPING_METHODS = new Map<string, Method<Record<string, unknown>>>([
  ["keys", (mapping) => Object.keys(mapping)],
  ["values", (mapping) => Object.values(mapping)],
  ["items", (mapping) => Object.entries(mapping).map(tupleOf)],
  ["get", (mapping, [key, otherwise]) => (Object.hasOwn(mapping, String(key)) ? mapping[String(key)] : (otherwise ?? null))],
]);

/** `value.name`: a method, else an entry of a mapping; what is neither is Missing. */
export function attributeOf(value: unknown, name: string): unknown {
  const method = methodOf(value, name);
  if (method !== null) return method;
  return isMapping(value) ? itemAt(value, name) : new Missing(name);
}

function methodOf(value: unknown, name: string): Callable | null {
  if (typeof value === "string") return bind(value, TEXT_METHODS.get(name));
  if (Array.isArray(value)) return bind(value as unknown[], LIST_METHODS.get(name));
  return isMapping(value) ? bind(value, MAPPING_METHODS.get(name)) : null;
}

function bind<Self>(self: Self, method: Method<Self> | undefined): Callable | null {
  return method === undefined ? null : (positional, named) => method(self, positional, named);
}

function found(position: number, item: unknown): number {
  if (position === -1) throw new TemplateFault(`${toPythonText(item)} is not in the list`);
  return position;
}
