import type { Db } from "../../db/index.ts";
import { readInstances, type Instance } from "./store.ts";

const PAGE_SIZE = 500;
const PAGES_KEPT = 8;

/**
 * Pages of instances, shared by the workers of a run: they walk the same documents at about the same time, so each
 * page is read once and not once a worker. Bounded: 8 pages of 500.
 */
export class InstanceCache {
  readonly #db: Db;
  readonly #pages = new Map<string, Promise<Instance[]>>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** The page that holds `ordinal`, from its first instance on. */
  async page(runId: string, ordinal: number): Promise<Instance[]> {
    const number = Math.floor(ordinal / PAGE_SIZE);
    const key = `${runId}/${number}`;
    const page = this.#pages.get(key) ?? readInstances(this.#db, runId, number * PAGE_SIZE, (number + 1) * PAGE_SIZE);
    this.#pages.delete(key);
    this.#pages.set(key, page);
    for (const [oldest] of this.#pages) {
      if (this.#pages.size <= PAGES_KEPT) break;
      this.#pages.delete(oldest);
    }
    // A failed read must not stay.
    page.catch(() => this.#pages.delete(key));
    return page;
  }

  /** The instances of these ordinals, by ordinal. */
  async find(runId: string, ordinals: readonly number[]): Promise<Map<number, Instance>> {
    const found = new Map<number, Instance>();
    for (const ordinal of ordinals) {
      const page = await this.page(runId, ordinal);
      const instance = page[ordinal % PAGE_SIZE];
      if (instance) found.set(ordinal, instance);
    }
    return found;
  }

  /** All instances of a run from `ordinal` on, in order. */
  async *walk(runId: string, count: number): AsyncGenerator<Instance> {
    for (let ordinal = 0; ordinal < count; ordinal += PAGE_SIZE) yield* await this.page(runId, ordinal);
  }
}
