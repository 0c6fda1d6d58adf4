import type { Scope } from "./scope.ts";

/** An expression, ready to be worked out. */
export type Expression = (scope: Scope) => unknown;

/** A part of a template, ready to be rendered. */
export type Body = (scope: Scope) => string;
