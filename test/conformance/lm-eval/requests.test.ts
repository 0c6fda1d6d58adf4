import { describe, expect, test } from "vitest";

import { createRequestBuilder, type Document, type TaskRequest } from "../../../src/evals/tasks/index.ts";
import { findDisagreements, goldenIsMissing, goldenSets, readGolden } from "./golden.ts";
import { FAMILIES, readFewshots, restoreGoldenTasks } from "./golden-tasks.ts";

interface RequestRow {
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

describe.skipIf(goldenIsMissing !== null)(`requests equal the harness's (${goldenIsMissing ?? goldenSets()})`, () => {
  const rows = readGolden<RequestRow>("requests.jsonl");
  const tasks = restoreGoldenTasks(FAMILIES);
  const fewshots = readFewshots();

  test.each(FAMILIES.map((family) => rows.filter((row) => row.family === family)).map((of) => [of[0]?.family, of.length, of] as const))(
    "%s: %i requests",
    (_family, _count, ofFamily) => {
      const runs = Map.groupBy(ofFamily, (row) => `${row.task}#${row.variant}`);
      const requests = new Map([...runs.values()].flatMap((run) => Array.from(buildRun(run))));
      const disagreements = findDisagreements(ofFamily, (row) => ({
        name: row.id,
        found: toComparable(requests.get(row.id)),
        wanted: fromGolden(row),
      }));
      expect(disagreements).toEqual([]);
    },
  );

  /** The rows of one run: one generator draws its few-shots in the order of documents, those that are not here too. */
  function buildRun(run: readonly RequestRow[]): Map<string, TaskRequest> {
    const [first] = run;
    const task = tasks.get(first?.task ?? "");
    if (first === undefined || task === undefined) throw new Error(`no configuration of ${first?.task}`);
    const build = createRequestBuilder(task, fewshots.get(first.fewshot_fixture) ?? [], {
      numFewshot: first.num_fewshot,
      applyChatTemplate: first.apply_chat_template,
      fewshotAsMultiturn: first.fewshot_as_multiturn,
      systemInstruction: first.system_instruction,
      genKwargs: first.gen_kwargs_override ?? undefined,
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
});

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
