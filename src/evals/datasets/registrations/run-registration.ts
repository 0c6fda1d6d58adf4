import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Db } from "../../../db/index.ts";
import { AssayError, messageOf } from "../../../lib/errors.ts";
import { downloadFile, findFiles, type FoundFiles, type HubAccess } from "../hub/index.ts";
import type { SplitFiles } from "../read-content.ts";
import { deleteDrafts } from "../store.ts";
import { storeRevision } from "../store-revision.ts";
import type { RegistrationProgress } from "./registration.ts";
import { endRegistration, selectRegistration, updateDraft, updateProgress } from "./store.ts";

const PROGRESS_INTERVAL_MS = 500;

interface Context {
  db: Db;
  hub: HubAccess;
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void };
  now(): Date;
}

/**
 * Does what a registration asks for, from where an earlier attempt was broken off. A fault that no repetition mends ends
 * it with its sentence; one that may pass rejects, for the job engine to come again, unless this is the last attempt.
 */
export async function runRegistration(context: Context, id: string, signal: AbortSignal, isLastAttempt: boolean): Promise<void> {
  const { db, log } = context;
  const row = await selectRegistration(db, id);
  if (!row || row.finishedAt) return;
  const { name, config, splits, revision } = row.input;
  const report = throttled(db, id);
  // Of an attempt that was killed.
  if (row.datasetId !== null) await deleteDrafts(db, { id: row.datasetId });
  try {
    const found = splits ? null : await findFiles(context.hub, { name, config, revision }, signal);
    const files = found ? await downloadAll(context.hub, found, report, signal) : (splits as SplitFiles);
    const source = found && {
      kind: "hub" as const,
      repository: found.repository,
      config: found.config,
      commit: found.commit,
      branch: found.branch,
      files: Object.fromEntries(Object.entries(found.splits).map(([split, those]) => [split, those.map((file) => file.path)])),
    };
    const onDraft = (draft: number) => updateDraft(db, id, draft);
    const { dataset, isNew } = await storeRevision(db, {
      onDraft,
      name,
      config,
      files,
      source,
      signal,
      onProgress: (progress) => report(progress),
    });
    await endRegistration(db, id, { datasetId: dataset.id, isNew, at: context.now() });
    if (found) await rm(join(context.hub.directory, folderOf(found)), { recursive: true, force: true });
    log.info({ dataset: name, config, revision: dataset.revision, isNew, commit: found?.commit }, "dataset registered");
  } catch (error) {
    if (signal.aborted) throw error;
    const mayPass = !(error instanceof AssayError) || error.isRetryable;
    if (mayPass && !isLastAttempt) throw error;
    await endRegistration(db, id, { error: messageOf(error), at: context.now() });
    log.warn({ dataset: name, config, err: error }, "dataset not registered");
  }
}

type Report = (progress: Partial<RegistrationProgress>) => Promise<void>;

async function downloadAll(hub: HubAccess, found: FoundFiles, report: Report, signal: AbortSignal): Promise<SplitFiles> {
  const { repository, commit, splits } = found;
  const all = Object.values(splits).flat();
  const totalBytes = all.some((file) => file.size === null) ? null : all.reduce((sum, file) => sum + (file.size ?? 0), 0);
  let before = 0;
  const paths: Record<string, string[]> = {};
  for (const [split, files] of Object.entries(splits)) {
    for (const file of files) {
      let now = 0;
      const path = await downloadFile(hub, {
        repository,
        commit,
        file,
        signal,
        onBytes: (bytes) => {
          now = bytes;
          void report({ phase: "downloading", bytes: before + bytes, totalBytes });
        },
      });
      before += file.size ?? now;
      (paths[split] ??= []).push(path);
    }
  }
  await report({ bytes: before, totalBytes });
  return paths;
}

/** The folder, below the downloads, of one commit of one repository. */
function folderOf({ repository, commit }: FoundFiles): string {
  return join(repository.replaceAll("/", "--"), commit);
}

/** Stores progress now and then, not at every chunk, and never two at a time. */
function throttled(db: Db, id: string): Report {
  const progress: RegistrationProgress = { phase: "downloading", bytes: 0, totalBytes: null, rows: 0, totalRows: null };
  let lastMs = 0;
  let writing: Promise<void> | undefined;
  return async (change) => {
    const isNewPhase = change.phase !== undefined && change.phase !== progress.phase;
    Object.assign(progress, change);
    if (writing || (!isNewPhase && performance.now() - lastMs < PROGRESS_INTERVAL_MS)) return;
    lastMs = performance.now();
    // Progress that cannot be written is not worth the registration.
    writing = updateProgress(db, id, progress).catch(() => {});
    await writing;
    writing = undefined;
  };
}
