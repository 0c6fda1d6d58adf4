import { Environment } from "minijinja-js";
import type { Document } from "../document.ts";
import { toPythonText } from "../../python/index.ts";

/** Renders a Jinja template with the fields of a document. */
export type Template = (fields: Document) => string;

const environment = new Environment();
environment.enablePyCompat();
environment.keepTrailingNewline = true;
environment.undefinedBehavior = "strict";
environment.addFilter("python_text", (value: unknown) => toPythonText(value));
const compiled = new Map<string, Template>();

/** Compiles a template; the same source gives the same template. */
export function compileTemplate(source: string): Template {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  if (!/\{[{%#]/.test(source)) return () => source;
  const name = `t${compiled.size}`;
  environment.addTemplate(name, source.replaceAll(/\{\{(-?)(.*?)(-?)\}\}/gs, "{{$1($2)|python_text$3}}"));
  const template: Template = (fields) => environment.renderTemplate(name, fields);
  compiled.set(source, template);
  return template;
}
