import { createNumpyRandom } from "../python/index.ts";
import { PocketFault } from "./pocket-fault.ts";

interface Choice {
  /** How many; negative: all, whatever the blacklist says. Null with `doc_ids`. */
  qty: number | null;
  doc_ids: readonly number[] | null;
  blacklist: readonly number[];
}

/** For the sentences: the dataset as the known system calls its table, and the split. */
interface Place {
  table: string;
  split: string;
}

/**
 * Which documents are asked, by ascending id: `np.random.choice(rest, qty, replace=False)` of a seeded generator, so that the
 * choice can be made again.
 * @param ids of all documents of the split, ascending
 * @throws PocketFault in the known sentences: too many asked for, a blacklist that touches nothing, an id that is not there
 */
export function chooseDocuments(ids: readonly number[], { qty, doc_ids: wanted, blacklist }: Choice, seed: number, place: Place): number[] {
  if (wanted !== null && wanted.length > 0) return chooseThese(ids, wanted, place);
  const count = qty ?? 0;
  if (count < 0) return [...ids];
  if (count > ids.length) throw new PocketFault("ApplicationError", "Quantity of numbers to generate is greater than the range", "qty");
  const banned = new Set(blacklist);
  const rest = ids.filter((id) => !banned.has(id));
  if (banned.size > 0 && rest.length === ids.length) {
    const range = `[${ids[0] ?? 0}-${ids.at(-1) ?? 0}]`;
    throw new PocketFault(
      "ApplicationError",
      `Blacklist corresponding to '${place.table}' table & '${place.split}' split were not founded in the range: ${range}`,
      "blacklist",
    );
  }
  if (count > rest.length) {
    throw new PocketFault(
      "ApplicationError",
      `${count} documents are asked for, and the blacklist leaves ${rest.length} of ${ids.length}.`,
      "qty",
    );
  }
  return createNumpyRandom(seed)
    .choiceWithoutReplacement(rest.length, count)
    .map((at) => rest[at] ?? 0)
    .toSorted((a, b) => a - b);
}

function chooseThese(ids: readonly number[], wanted: readonly number[], { table, split }: Place): number[] {
  const present = new Set(ids);
  const missing = wanted.find((id) => !present.has(id));
  if (missing !== undefined) throw new PocketFault("NotFound", `The split ${split} of ${table} has no document ${missing}.`, "doc_ids");
  return [...new Set(wanted)].toSorted((a, b) => a - b);
}
