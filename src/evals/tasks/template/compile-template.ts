import type { Document } from "../document.ts";
import { compileBody } from "./compile-body.ts";
import { createPieceReader } from "./piece-reader.ts";
import { scanTemplate } from "./scan-template.ts";
import { documentScope } from "./scope.ts";

/** Renders a Jinja template with the fields of a document. Throws a TemplateFault where a field is not there or does not fit. */
export type Template = (fields: Document) => string;

/**
 * Compiles a template as lm-evaluation-harness's Jinja environment reads it: StrictUndefined, the last newline kept, no
 * escaping, values printed as Python prints them. Throws a TemplateFault for what is not Jinja, or not supported.
 * Source: https://jinja.palletsprojects.com/en/stable/templates/ (3.1).
 */
export function compileTemplate(source: string): Template {
  const { body } = compileBody(createPieceReader(scanTemplate(source), compileBody), []);
  return (fields) => body(documentScope(fields));
}
