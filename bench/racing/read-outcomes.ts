import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** What a recorded model got right, over the same documents as the others; NaN where the recording has no answer. */
export interface RecordedOutcomes {
  name: string;
  outcomes: Float32Array;
}

/** @param directory with test.jsonl.gz of MMLU-Pro and the models' answers in recorded/ */
export function readOutcomes(directory: string): RecordedOutcomes[] {
  const documents = readLines<{ question_id: number; answer: string }>(join(directory, "test.jsonl.gz"));
  const files = readdirSync(join(directory, "recorded")).filter((name) => name.endsWith(".jsonl.gz"));
  return files.map((file) => {
    const rows = readLines<{ question_id: number; text: string }>(join(directory, "recorded", file));
    // The harness's own pattern for this benchmark.
    const answers = new Map(rows.map(({ question_id: id, text }) => [id, /answer is \(?([ABCDEFGHIJ])\)?/.exec(text)?.[1]]));
    const outcomes = documents.map(({ question_id: id, answer }) => (answers.has(id) ? Number(answers.get(id) === answer) : Number.NaN));
    return { name: file.replace(".jsonl.gz", ""), outcomes: Float32Array.from(outcomes) };
  });
}

function readLines<Row>(path: string): Row[] {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Row);
}
