/** What a document demands of its instruction: `kwargs` of IFEval, without what is empty. */
export type Demands = Readonly<Record<string, unknown>>;

/** Whether a response follows an instruction of IFEval. */
export type Check = (response: string, demands: Demands) => boolean;

/** A whole number that is demanded; undefined where none is: then nothing follows. */
export function numberOf(demands: Demands, name: string): number | undefined {
  const value = demands[name];
  return typeof value === "number" && value >= 0 ? value : undefined;
}

export function textOf(demands: Demands, name: string): string | undefined {
  const value = demands[name];
  return typeof value === "string" ? value : undefined;
}

export function textsOf(demands: Demands, name: string): string[] {
  const value = demands[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** `less than` or `at least` so many; nothing else is a relation. */
export function isInRelation(count: number, relation: unknown, bound: number | undefined): boolean {
  if (bound === undefined) return false;
  if (relation === "less than") return count < bound;
  return relation === "at least" && count >= bound;
}
