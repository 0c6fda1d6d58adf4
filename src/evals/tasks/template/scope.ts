import type { Document } from "../document.ts";
import { GLOBALS } from "./globals.ts";
import { Missing } from "./values.ts";

/** Names and their values: the document's fields, then what loops and `set` add. An inner scope sees the outer ones. */
export interface Scope {
  find(name: string): unknown;
  set(name: string, value: unknown): void;
}

/** The outermost scope: names set by the template, the document's fields, the functions every template has. */
export function documentScope(fields: Document): Scope {
  let own: Map<string, unknown> | undefined;
  return {
    find(name) {
      if (own?.has(name)) return own.get(name);
      if (Object.hasOwn(fields, name)) return fields[name] ?? null;
      return GLOBALS.get(name) ?? new Missing(name);
    },
    set: (name, value) => void (own ??= new Map()).set(name, value),
  };
}

/** A scope within another, for the body of a loop. */
export function innerScope(outer: Scope): Scope {
  const own = new Map<string, unknown>();
  return {
    find: (name) => (own.has(name) ? own.get(name) : outer.find(name)),
    set: (name, value) => void own.set(name, value),
  };
}
