import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { runNotFound } from "../errors.ts";
import type { TaskCache } from "../runs/task-cache.ts";
import { findRun } from "../runs/store.ts";
import type { SamplePage, SampleQuery, SampleRow } from "../views.ts";
import { readSamples, type Place, type StoredSample } from "./store.ts";

interface Input extends SampleQuery {
  runId: string;
}

/** A page of a run's samples, by document and then by worker. */
export async function listSamples({ db, tasks }: { db: Db; tasks: TaskCache }, { runId, ...query }: Input): Promise<SamplePage> {
  if (!(await findRun(db, runId))) throw runNotFound(runId);
  const filter = { workerName: query.worker, task: query.task, fault: query.fault, score: query.score, text: query.text };
  const rows = await readSamples(db, runId, filter, query.after === undefined ? undefined : toPlace(query.after), query.limit);
  const samples: SampleRow[] = [];
  for (const row of rows) samples.push(await toSampleRow(tasks, runId, row));
  const last = rows.length === query.limit ? rows.at(-1) : undefined;
  return { samples, next: last ? `${last.ordinal}-${last.uid}` : null };
}

export async function toSampleRow(tasks: TaskCache, runId: string, { results, ...row }: StoredSample): Promise<SampleRow> {
  const { headline } = await tasks.find(runId, row.task);
  return { ...row, extracted: results[headline.filter]?.extracted ?? null };
}

function toPlace(text: string): Place {
  const [, ordinal, uid] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  if (ordinal === undefined || uid === undefined) {
    throw new AssayError("invalid_input", `after=${text} is no place in a list of samples: pass the \`next\` of the page before.`, {
      field: "after",
    });
  }
  return { ordinal: Number(ordinal), uid: Number(uid) };
}
