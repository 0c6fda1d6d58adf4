/** The final answer that a text states, in a form in which two answers can be compared. */
export interface ExtractedAnswer {
  kind: "number" | "date" | "choice" | "json" | "code" | "text";
  /** Normalised: two answers are the same when kind and value are. */
  value: string;
}
