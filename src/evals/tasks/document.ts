/** One row of a dataset, or a generated one: what a task makes a prompt from. */
export type Document = Record<string, unknown>;
