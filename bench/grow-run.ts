import { openDatabase } from "../src/db/index.ts";

interface Growth {
  /** Data directory of a server that is stopped. */
  dataDirectory: string;
  run: string;
  /** How many times its documents the run has afterwards. */
  times: number;
}

/** A word that one answer of a grown run holds, near its end. */
export const NEEDLE = "quixotically";

/**
 * Makes a finished run many times as long by repeating its documents, answers and scores, row for row: what a long run leaves in
 * the database, without the hours. One answer near the end gets a word that no other has.
 */
export async function growRun({ dataDirectory, run, times }: Growth): Promise<void> {
  await using db = await openDatabase({ dataDirectory });
  const [found] = await db.query<{ count: number }>('select instance_count as "count" from run where id = $1', [run]);
  const count = found?.count ?? 0;
  const each = "generate_series(1, $2::int - 1) as copy";
  await db.query(
    `insert into instance (run_id, ordinal, task, doc_id, doc, request, target)
     select run_id, ordinal + copy * $3::int, task, doc_id + copy * $3::int, doc, request, target from instance, ${each} where run_id = $1`,
    [run, times, count],
  );
  await db.query(
    `insert into response (run_id, worker_uid, ordinal, text, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms)
     select run_id, worker_uid, ordinal + copy * $3::int, text, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms
     from response, ${each} where run_id = $1`,
    [run, times, count],
  );
  await db.query(
    `insert into sample (run_id, worker_uid, ordinal, score, fault, results)
     select run_id, worker_uid, ordinal + copy * $3::int, score, fault, results from sample, ${each} where run_id = $1`,
    [run, times, count],
  );
  await db.query("update response set text = text || $3 where run_id = $1 and ordinal = $2 and fault is null", [
    run,
    count * times - 2,
    ` ${NEEDLE}`,
  ]);
  await db.query("update run set instance_count = instance_count * $2::int where id = $1", [run, times]);
  await db.query("update run_task set instance_count = instance_count * $2::int where run_id = $1", [run, times]);
  await db.query("update run_worker set answered = answered * $2::int, scored = scored * $2::int where run_id = $1", [run, times]);
  await db.query(
    `update score set scored = scored * $2::int, failed = failed * $2::int, outcomes = decode(repeat(encode(outcomes, 'hex'), $2::int), 'hex')
     where run_id = $1`,
    [run, times],
  );
  await db.exec("analyze");
}
