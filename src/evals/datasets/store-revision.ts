import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { titleOf, type Dataset, type HubOrigin } from "./dataset.ts";
import { readContent, type SplitFiles } from "./read-content.ts";
import { deleteDrafts, insertDraft, insertRows, lockName, publishDraft, selectDataset } from "./store.ts";

/** No registration takes as long as this: an older draft was left by a process that is gone. */
const DRAFT_LIFETIME_MS = 24 * 3600 * 1000;

export interface Registration {
  dataset: Dataset;
  /** False when the newest revision has the same content already: nothing was stored. */
  isNew: boolean;
}

interface RevisionInput {
  name: string;
  config: string;
  files: SplitFiles;
  source: HubOrigin | null;
  /** Told after each batch, and once before the first: rows looked through so far, and then rows stored. */
  onProgress?: ((progress: { phase: "reading" | "storing"; rows: number; totalRows: number | null }) => Promise<void>) | undefined;
  /** Told the draft's id in the transaction that opens it, so that whoever is killed can remove it later. */
  onDraft?: ((id: number) => Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Stores the rows of files as a dataset's newest revision. The files are read twice: once to check them all and to know
 * their content, which needs no database and often ends there, and once to store them in a draft, batch by batch, so that
 * a large dataset holds up nobody. The draft becomes a revision in one step at the end.
 * Rejects as `readContent`, and with `conflict` when a file changed in between; nothing is registered then.
 */
export async function storeRevision(
  db: Db,
  { name, config, files, source, onProgress, onDraft, signal }: RevisionInput,
): Promise<Registration> {
  let rows = 0;
  const content = await readContent(files, async (_firstId, documents) => {
    signal?.throwIfAborted();
    rows += documents.length;
    await onProgress?.({ phase: "reading", rows, totalRows: null });
  });
  const known = await selectDataset(db, { name, config });
  if (known?.contentHash === content.hash) return { dataset: known, isNew: false };
  const draft = await db.transaction(async () => {
    await lockName(db, name, config);
    await deleteDrafts(db, { before: new Date(Date.now() - DRAFT_LIFETIME_MS) });
    const id = await insertDraft(db, { name, config, contentHash: content.hash, splits: content.splits, source });
    await onDraft?.(id);
    return id;
  });
  try {
    const stored = await readContent(files, async (firstId, documents) => {
      signal?.throwIfAborted();
      await insertRows(db, draft, firstId, documents);
      await onProgress?.({ phase: "storing", rows: firstId + documents.length, totalRows: rows });
    });
    if (stored.hash !== content.hash) {
      throw new AssayError("conflict", `A file of ${titleOf({ name, config })} changed while it was read. Try again when it is written.`);
    }
    return await publish(db, { name, config, draft, hash: content.hash });
  } catch (error) {
    await deleteDrafts(db, { id: draft });
    throw error;
  }
}

/** Another registration may have published meanwhile: the same content is stored once, other content before this. */
function publish(
  db: Db,
  { name, config, draft, hash }: { name: string; config: string; draft: number; hash: string },
): Promise<Registration> {
  return db.transaction(async () => {
    await lockName(db, name, config);
    const newest = await selectDataset(db, { name, config });
    if (newest?.contentHash !== hash) return { dataset: await publishDraft(db, draft, (newest?.revision ?? 0) + 1), isNew: true };
    await deleteDrafts(db, { id: draft });
    return { dataset: newest, isNew: false };
  });
}
