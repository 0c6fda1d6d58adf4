import { toPythonText } from "../python/index.ts";
import type { Document } from "./document.ts";
import type { FewshotSampler } from "./create-fewshot-sampler.ts";
import { compiledOf } from "./restore-task.ts";
import type { Task } from "./task.ts";
import type { TaskSources } from "./task-sources.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

interface ContextSettings {
  systemInstruction: string | null;
  isMultiturn: boolean;
}

/** Builds what comes before a worker's answer. All forms draw examples, so one of them is called once a document, in order. */
export interface ContextBuilder {
  /** What comes before the question: where the choices are questions. */
  beforeQuestion(document: Document): string;
  prompt(document: Document): string;
  messages(document: Document): ChatMessage[];
}

interface Example {
  text: string;
  target: string;
}

/** The harness's `fewshot_context`: system text, examples, question, answer prefix. */
export function createContextBuilder(task: Task, sample: FewshotSampler, settings: ContextSettings): ContextBuilder {
  const compiled = compiledOf(task);
  const { target_delimiter: targetDelimiter, fewshot_delimiter: fewshotDelimiter } = task.config;
  const exampleOf = cachedExamples(compiled);

  function systemText(document: Document): string {
    const description = compiled.description(document);
    if (settings.systemInstruction === null) return description;
    return description === "" ? settings.systemInstruction : settings.systemInstruction + fewshotDelimiter + description;
  }

  /** Examples one after the other; after an empty target comes nothing, not even the delimiter. */
  function labelled(examples: readonly Document[], prefix: string): string {
    let out = "";
    for (const document of examples) {
      const { text, target } = exampleOf(document);
      out += target === "" ? text : text + targetDelimiter + prefix + target + fewshotDelimiter;
    }
    return out;
  }

  return {
    beforeQuestion(document) {
      return systemText(document) + labelled(sample(document), "");
    },
    prompt(document) {
      const genPrefix = compiled.genPrefix?.(document);
      const examples = labelled(sample(document), genPrefix ? `${genPrefix} ` : "");
      const ending = genPrefix === undefined ? "" : targetDelimiter + genPrefix;
      return systemText(document) + examples + questionOf(compiled, document) + ending;
    },
    messages(document) {
      const genPrefix = compiled.genPrefix?.(document);
      const prefix = genPrefix ? `${genPrefix} ` : "";
      const messages: ChatMessage[] = [];
      const system = systemText(document);
      if (system !== "") messages.push({ role: "system", content: system });
      const examples = sample(document);
      const question = questionOf(compiled, document);
      if (settings.isMultiturn) {
        for (const { text, target } of examples.map(exampleOf)) {
          messages.push({ role: "user", content: text }, { role: "assistant", content: prefix + target });
        }
        messages.push({ role: "user", content: question });
      } else {
        // The harness draws twice here and drops the first: the generator must move on alike.
        messages.push({ role: "user", content: labelled(sample(document), prefix) + question });
      }
      if (genPrefix) messages.push({ role: "assistant", content: genPrefix });
      return messages;
    },
  };
}

function questionOf(compiled: TaskSources, document: Document): string {
  return choiceText(compiled, document, compiled.text(document));
}

/** A number stands for a choice where the task has choices. */
function choiceText(compiled: TaskSources, document: Document, value: unknown): string {
  const choices = typeof value === "number" ? compiled.choices?.(document) : undefined;
  return toPythonText(choices === undefined || typeof value !== "number" ? value : choices.at(value));
}

/** Examples rendered once: they come back in prompt after prompt. */
function cachedExamples(compiled: TaskSources): (document: Document) => Example {
  const rendered = new WeakMap<Document, Example>();
  return (document) => {
    const known = rendered.get(document);
    if (known !== undefined) return known;
    const target = compiled.fewshotTarget(document);
    const example = {
      text: choiceText(compiled, document, compiled.fewshotText(document)),
      target: Array.isArray(target) ? toPythonText(target[0]) : choiceText(compiled, document, target),
    };
    rendered.set(document, example);
    return example;
  };
}
