import type { Db } from "../../../db/index.ts";
import { AssayError } from "../../../lib/errors.ts";
import { selectById } from "../store.ts";
import { viewDataset } from "../view-dataset.ts";
import type { RegistrationView } from "./registration.ts";
import { selectRegistration, selectRegistrations, type RegistrationRow } from "./store.ts";

const LISTED = 100;

/** How far a registration is. @throws `not_found` */
export async function describeRegistration(db: Db, id: string): Promise<RegistrationView> {
  const row = await selectRegistration(db, id);
  if (!row) throw new AssayError("not_found", `There is no registration ${id}.`, { field: "id" });
  return viewRegistration(db, row);
}

/** The newest 100, the newest first. */
export async function listRegistrations(db: Db): Promise<RegistrationView[]> {
  const views: RegistrationView[] = [];
  for (const row of await selectRegistrations(db, LISTED)) views.push(await viewRegistration(db, row));
  return views;
}

async function viewRegistration(db: Db, row: RegistrationRow): Promise<RegistrationView> {
  const { id, input, state, progress, error, datasetId, isNew, createdAt, finishedAt } = row;
  const dataset = datasetId === null || state !== "done" ? undefined : await selectById(db, datasetId);
  return {
    id,
    name: input.name,
    config: input.config,
    state,
    progress,
    error,
    dataset: dataset ? viewDataset(dataset) : null,
    isNew,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
