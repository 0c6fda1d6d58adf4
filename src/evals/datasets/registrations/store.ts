import type { Db } from "../../../db/index.ts";
import { storableJson } from "../../../lib/storable-json.ts";
import type { RegistrationInput, RegistrationProgress } from "./registration.ts";

export interface RegistrationRow {
  id: string;
  input: RegistrationInput;
  state: "queued" | "running" | "done" | "failed";
  progress: RegistrationProgress | null;
  error: string | null;
  datasetId: number | null;
  isNew: boolean | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const COLUMNS = `id, input, state, progress, error, dataset_id as "datasetId", is_new as "isNew", created_at as "createdAt",
  finished_at as "finishedAt"`;

export async function insertRegistration(db: Db, id: string, input: RegistrationInput, at: Date): Promise<void> {
  await db.query("insert into dataset_registration (id, input, created_at) values ($1, $2::json, $3)", [id, storableJson(input), at]);
}

export async function selectRegistration(db: Db, id: string): Promise<RegistrationRow | undefined> {
  const [row] = await db.query<RegistrationRow>(`select ${COLUMNS} from dataset_registration where id = $1`, [id]);
  return row;
}

/** The newest first. */
export function selectRegistrations(db: Db, limit: number): Promise<RegistrationRow[]> {
  return db.query<RegistrationRow>(`select ${COLUMNS} from dataset_registration order by created_at desc, id desc limit $1`, [limit]);
}

export async function updateProgress(db: Db, id: string, progress: RegistrationProgress): Promise<void> {
  await db.query(
    "update dataset_registration set state = 'running', progress = $2::jsonb where id = $1 and state in ('queued', 'running')",
    [id, storableJson(progress)],
  );
}

/** Remembers the draft that this registration fills. */
export async function updateDraft(db: Db, id: string, datasetId: number): Promise<void> {
  await db.query("update dataset_registration set dataset_id = $2 where id = $1", [id, datasetId]);
}

export async function endRegistration(
  db: Db,
  id: string,
  end: { at: Date } & ({ datasetId: number; isNew: boolean } | { error: string }),
): Promise<void> {
  const [state, error, datasetId, isNew] = "error" in end ? ["failed", end.error, null, null] : ["done", null, end.datasetId, end.isNew];
  await db.query(
    `update dataset_registration set state = $2, error = $3, dataset_id = $4, is_new = $5, finished_at = $6
     where id = $1 and state in ('queued', 'running')`,
    [id, state, error, datasetId, isNew, end.at],
  );
}
