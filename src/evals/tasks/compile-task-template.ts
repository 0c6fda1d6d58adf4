import { AssayError } from "../../lib/errors.ts";
import { compileTemplate, type Template } from "./template/compile-template.ts";
import { TemplateFault } from "./template/template-fault.ts";

/** Compiles a template of a task. Its faults, now and when it meets a document, become an AssayError that names task and key. */
export function compileTaskTemplate(task: string, key: string, source: string): Template {
  const guarded = <Result>(work: () => Result, when: string): Result => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      throw new AssayError("invalid_input", `${key} of the task ${task} ${when}: ${error.message}.`, { field: "tasks", cause: error });
    }
  };
  const render = guarded(() => compileTemplate(source), "is faulty");
  return (fields) => guarded(() => render(fields), "does not fit a document");
}
