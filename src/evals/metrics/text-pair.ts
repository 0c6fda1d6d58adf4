/** A reference and what was written, for metrics over whole texts. */
export type TextPair = readonly [reference: string, prediction: string];
