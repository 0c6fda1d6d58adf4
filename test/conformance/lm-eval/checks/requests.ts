import { createRequestBuilder, type Document, type TaskRequest } from "../../../../src/evals/tasks/index.ts";
import { readFewshots, requireTask, restoreGoldenTasks } from "../golden-tasks.ts";
import { byFamily, compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "requests.jsonl";

export interface RequestRow {
  id: string;
  task: string;
  family: string;
  variant: string;
  num_fewshot: number;
  seed: number;
  apply_chat_template: boolean;
  fewshot_as_multiturn: boolean;
  system_instruction: string | null;
  gen_kwargs_override: string | null;
  fewshot_fixture: string;
  doc_id: number;
  doc: Document;
  prompt?: string;
  messages?: { role: string; content: string }[];
  payload: Record<string, unknown>;
  target: unknown;
}

/** Request bodies and targets, from the stored configurations. */
export function checkRequests(vectors: Vectors): Outcome[] {
  const tasks = restoreGoldenTasks(vectors);
  const fewshots = readFewshots(vectors);
  return byFamily(vectors.read<RequestRow>(FILE)).map(([family, rows]) => {
    const runs = Map.groupBy(rows, (row) => `${row.task}#${row.variant}`);
    const requests = new Map([...runs.values()].flatMap((run) => Array.from(buildRun(run))));
    return compareRecords(FILE, family, rows, (row) => ({
      name: row.id,
      found: toComparable(requests.get(row.id)),
      wanted: fromGolden(row),
    }));
  });

  /** The rows of one run: one generator draws its few-shots in the order of documents, those that are not here too. */
  function buildRun(run: readonly RequestRow[]): Map<string, TaskRequest> {
    const [first] = run;
    if (first === undefined) return new Map();
    const build = createRequestBuilder(requireTask(tasks, first.task), fewshots.get(first.fewshot_fixture) ?? [], {
      ...settingsOf(first),
      fewshotSeed: first.seed,
      requestSeed: 1234,
    });
    const byId = new Map(run.map((row) => [row.doc_id, row]));
    const requests = new Map<string, TaskRequest>();
    for (let id = 0; id <= Math.max(...byId.keys()); id++) {
      const row = byId.get(id);
      requests.set(row?.id ?? `${id}`, build(row?.doc ?? first.doc));
    }
    return requests;
  }
}

export function settingsOf(row: RequestRow): NonNullable<Parameters<typeof createRequestBuilder>[2]> {
  return {
    numFewshot: row.num_fewshot,
    applyChatTemplate: row.apply_chat_template,
    fewshotAsMultiturn: row.fewshot_as_multiturn,
    systemInstruction: row.system_instruction,
    genKwargs: row.gen_kwargs_override ?? undefined,
  };
}

function toComparable(request: TaskRequest | undefined): unknown {
  return request && { body: request.body, target: request.target };
}

/** The harness puts `type: "text"` into messages and the model's name into the body; neither is the prompt's business. */
function fromGolden(row: RequestRow): unknown {
  const { payload, prompt, messages, target } = row;
  const asked = messages === undefined ? { prompt } : { messages: messages.map(({ role, content }) => ({ role, content })) };
  const body = Object.fromEntries(Object.entries({ ...payload, ...asked }).filter(([key]) => key !== "model"));
  return { body, target: String(target) };
}
