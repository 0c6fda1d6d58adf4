import type { Db } from "../../db/index.ts";
import { pickInstances, readInstances, type Instance } from "./store.ts";

const PAGE_SIZE = 500;
const PAGES_KEPT = 8;
/** Documents that lie so thin that whole pages would hold mostly others are read one by one. */
const MAX_PAGE_SHARE = 8;

/**
 * Pages of instances, shared by the workers of a run: they walk the same documents at about the same time, so each
 * page is read once and not once a worker. Bounded: 8 pages of 500.
 */
export class InstanceCache {
  readonly #db: Db;
  readonly #pages = new Map<string, Promise<Instance[]>>();
  readonly #neighbours = new WeakMap<Instance, readonly Instance[]>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** The page that holds `ordinal`, from its first instance on. */
  async page(runId: string, ordinal: number): Promise<Instance[]> {
    const number = Math.floor(ordinal / PAGE_SIZE);
    return this.#keep(`${runId}/${number}`, () => readInstances(this.#db, runId, number * PAGE_SIZE, (number + 1) * PAGE_SIZE));
  }

  /** The instances of these ordinals in this order, kept like a page: the workers of a race walk the same ones. At most 500. */
  async pick(runId: string, ordinals: readonly number[]): Promise<Instance[]> {
    return this.#keep(`${runId}/${ordinals.join()}`, async () => {
      const found = new Map((await pickInstances(this.#db, runId, ordinals)).map((instance) => [instance.ordinal, instance]));
      return ordinals.flatMap((ordinal) => found.get(ordinal) ?? []);
    });
  }

  /** What was read together with an instance of this cache. */
  neighboursOf(instance: Instance): readonly Instance[] {
    return this.#neighbours.get(instance) ?? [instance];
  }

  /** The instances of these ordinals, by ordinal. */
  async find(runId: string, ordinals: readonly number[]): Promise<Map<number, Instance>> {
    const pages = new Set(ordinals.map((ordinal) => Math.floor(ordinal / PAGE_SIZE)));
    if (pages.size * PAGE_SIZE > ordinals.length * MAX_PAGE_SHARE && pages.size > 1) {
      return new Map((await pickInstances(this.#db, runId, ordinals)).map((instance) => [instance.ordinal, instance]));
    }
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

  #keep(key: string, read: () => Promise<Instance[]>): Promise<Instance[]> {
    const page = this.#pages.get(key) ?? this.#readAll(read);
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

  async #readAll(read: () => Promise<Instance[]>): Promise<Instance[]> {
    const page = await read();
    for (const instance of page) this.#neighbours.set(instance, page);
    return page;
  }
}
