import type { Document } from "../document.ts";
import type { Likelihood } from "../likelihood.ts";

/** What stands behind a `!function` of a task file, by what it is used for. */
export type TaskFunction =
  /** doc_to_text, doc_to_target, doc_to_choice, description. */
  | { kind: "value"; call(document: Document): unknown }
  /** process_docs, a row at a time: another form of the row, or null to leave it out. */
  | { kind: "process"; call(document: Document): Document | null }
  /** fewshot_config.samples. */
  | { kind: "samples"; call(): readonly Document[] }
  /** process_results: the metrics of one answer; with the parts of a total that is no mean of the values. */
  | { kind: "results"; call(document: Document, response: string): Record<string, number | { value: number; parts: number[] }> }
  /** process_results of a task that compares likelihoods. */
  | { kind: "likelihood-results"; call(document: Document, likelihoods: readonly Likelihood[]): Record<string, number> }
  /** An aggregation over all documents, by its name in metrics/total-of.ts. */
  | { kind: "aggregation"; total: string }
  /** custom_dataset of a procedural task: document number `index` of a seed, always the same. */
  | { kind: "generator"; call(seed: number, index: number): Document };
