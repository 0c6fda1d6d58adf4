import type { WorkerSnapshot } from "../snapshot.ts";
import type { Choice } from "./choice.ts";

/** Who stands in whose way: workers of one owner, or at one address, where only one such is wanted. */
export class Takers {
  /** What a worker takes with it, so that nobody else can; undefined: nobody stands in another's way. */
  readonly #marks: readonly (readonly string[])[] | undefined;
  readonly #isTwofold: boolean;

  constructor(candidates: readonly WorkerSnapshot[], { uniqueOwner = false, uniqueAddress = false }: Choice) {
    this.#isTwofold = uniqueOwner && uniqueAddress;
    if (!uniqueOwner && !uniqueAddress) return;
    const marks = candidates.map(({ owner, address }) => [
      ...(uniqueOwner && owner !== null ? [`owner ${owner}`] : []),
      ...(uniqueAddress && address ? [`address ${address}`] : []),
    ]);
    if (new Set(marks.flat()).size < marks.flat().length) this.#marks = marks;
  }

  /** Whether all of them may be chosen together. */
  get isFree(): boolean {
    return this.#marks === undefined;
  }

  /** Groups of whom one may be chosen each, of `count` workers; undefined: they overlap, because owners and addresses both count. */
  parties(count: number): number[][] | undefined {
    const marks = this.#marks;
    if (marks && this.#isTwofold) return undefined;
    const all = Array.from({ length: count }, (_, at) => at);
    return marks ? [...Map.groupBy(all, (at) => marks[at]?.[0] ?? at).values()] : all.map((at) => [at]);
  }

  /** The first k of an order that do not stand in each other's way. */
  first(order: readonly number[], k: number): number[] {
    if (!this.#marks) return order.slice(0, k);
    const taken = new Set<string>();
    const found: number[] = [];
    for (const at of order) {
      if (found.length === k) break;
      const own = this.#marks[at] ?? [];
      if (own.some((mark) => taken.has(mark))) continue;
      for (const mark of own) taken.add(mark);
      found.push(at);
    }
    return found;
  }
}
