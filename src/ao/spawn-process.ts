import { AssayError } from "../lib/errors.ts";
import type { AoContext } from "./context.ts";
import type { DataItem } from "./data-item.ts";
import { findTag } from "./find-tag.ts";
import { emptyResult } from "./message.ts";
import { insertHandled, insertProcess } from "./store.ts";

/** Makes a process of a registered kind (tag `Process-Kind`, or `Name`) that belongs to the item's signer. The item's id is its id. */
export async function spawnProcess({ db, kinds, now }: AoContext, item: DataItem): Promise<string> {
  const wanted = findTag(item.tags, "Process-Kind") ?? findTag(item.tags, "Name") ?? "";
  const kind = kinds.get(wanted.toLowerCase());
  if (!kind) {
    throw new AssayError(
      "invalid_input",
      `Processes of the kind "${wanted}" are not known here: set the tag Process-Kind to one of ${[...kinds.keys()].join(", ")}.`,
      {
        field: "Process-Kind",
      },
    );
  }
  const { id, address, tags } = item;
  const settings = Object.fromEntries(
    tags.filter(({ name }) => /^Setting-/i.test(name)).map(({ name, value }) => [name.slice("Setting-".length), value]),
  );
  await db.transaction(async () => {
    if (!(await insertProcess(db, { id, kind: kind.kind, owner: address, settings }, now()))) return;
    const message = { id, processId: id, origin: "wallet", from: address, tags, data: "", pushedFor: id } as const;
    await insertHandled(db, message, null, emptyResult(), now());
  });
  return id;
}
