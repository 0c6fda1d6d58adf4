import type { Document, Task } from "../../../../src/evals/tasks/index.ts";
import {
  buildDocuments,
  chooseDocuments,
  describeTable,
  evaluateTask,
  parsePocketRequest,
  PocketFault,
  samplerRequestSchema,
  timeoutModelSchema,
  timeoutOf,
  type InstanceDocument,
  type ResponseDocument,
  type ResultDocument,
} from "../../../../src/evals/pocket/index.ts";
import { readFewshots, requireTask, restoreGoldenTasks } from "../golden-tasks.ts";
import { compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "pocket.jsonl";
const ID = "<oid>";
const DATE = "<date>";
const AT = new Date(0);
/** The reference's own null content throws away the whole task with its good answers; here it is one failed sample. */
const LOST_BY_THE_REFERENCE = "null_content";

interface Row {
  kind: string;
  task: string;
  path: string;
  label: string;
  ok: boolean;
  message: string | string[];
  deterministic_fewshot: boolean;
  input: Record<string, unknown>;
  value: unknown;
  doc_ids: number[];
  dataset_path: string;
  dataset_name: string;
  table: string;
  columns: unknown;
  split_ranges: { split: string; min_id: number; max_id: number; n: number }[];
  first_rows: Document[];
  task_doc: Record<string, unknown>;
  instances: (Record<string, unknown> & { doc: Document & { __id: number }; doc_id: number; arguments: unknown })[];
  prompts: Record<string, unknown>[];
  responses: (Pick<ResponseDocument, "ok" | "error_code" | "ms" | "error" | "response" | "session_height"> & {
    doc_id: number;
    target?: string;
  })[];
  result: ResultDocument[];
  config: unknown;
  cases: { prefill: number; decode: number; timeout: number }[];
}

/** The known system's requests, tables, documents, results and timeouts, made by the operations that serve them here. */
export function checkPocketDocuments(vectors: Vectors): Outcome[] {
  const rows = vectors.read<Row>(FILE);
  const of = (kind: string) => rows.filter((row) => row.kind === kind);
  const tasks = restoreGoldenTasks(vectors);
  const samples = of("sample");
  const documents = () => {
    const fewshots = readFewshots(vectors);
    return samples.map((row) => ({ row, built: build(requireTask(tasks, row.task), fewshots.get(row.task) ?? examplesFor(row), row) }));
  };
  return [
    compareRecords(FILE, "requests", of("task_request_validation"), checkRequest),
    compareRecords(FILE, "tables", of("register"), checkTable),
    compareRecords(FILE, "choices", of("sample_case"), (row) => checkChoice(row, of("register"))),
    compareRecords(FILE, "documents", samples.length === 0 ? [] : documents(), checkDocuments),
    compareRecords(FILE, "results", [...of("evaluate"), ...of("evaluate_case")], (row) =>
      checkResult(row, requireTask(tasks, row.task), samples),
    ),
    compareRecords(
      FILE,
      "timeouts",
      of("timeout").flatMap(({ config, cases }) => cases.map((one) => ({ config, ...one }))),
      ({ config, timeout, ...size }) => ({
        name: JSON.stringify(size),
        found: timeoutOf(timeoutModelSchema.parse(config), size),
        wanted: timeout,
      }),
    ),
  ];
}

/** Where the reference drew at random, any examples will do: what they are is not compared. */
function examplesFor({ instances, task_doc: { num_fewshot: count } }: Row): Document[] {
  return Array.from({ length: Number(count) + 1 }, () => instances[0]?.doc ?? {});
}

function checkRequest({ input, ok, value, message }: Row): { name: string; found: unknown; wanted: unknown } {
  const base = { framework: "lmeh", tasks: "gsm8k", requester_args: { address: "A", service: "S" } };
  const found = attempt(() => parsePocketRequest(samplerRequestSchema, { ...base, ...input }));
  // The sentence of the rule; around it the reference has its library's own words.
  const rule = ["Expected qty or doc_ids but not both.", "Input should be greater than or equal to 0"].find((one) =>
    String(message).includes(one),
  );
  return {
    name: JSON.stringify(input),
    found: typeof found === "string" ? found.toLowerCase().includes((rule ?? "a rule that is not known here").toLowerCase()) : found,
    wanted: ok ? value : true,
  };
}

function checkTable(row: Row): { name: string; found: unknown; wanted: unknown } {
  const { __id: _id, __split: _split, ...first } = row.first_rows[0] ?? {};
  const splits = row.split_ranges.map(({ split, n, min_id: firstId }) => ({ name: split, rows: n, firstId }));
  const { table, columns, split_ranges: splitRanges } = describeTable({ path: row.dataset_path, name: row.dataset_name }, splits, first);
  return { name: row.task, found: [table, columns, splitRanges], wanted: [row.table, row.columns, row.split_ranges] };
}

/** Which documents are left after a blacklist is the reference's luck where it leaves more than are asked for. */
function checkChoice(
  { task, input, ok, message, doc_ids: wanted }: Row,
  tables: readonly Row[],
): { name: string; found: unknown; wanted: unknown } {
  const range = /\[(\d+)-(\d+)\]/.exec(String(message));
  const known = tables.find((row) => row.task === task)?.split_ranges.find(({ split }) => split === "test");
  const [first, last] = range ? [Number(range[1]), Number(range[2])] : [known?.min_id ?? 0, known?.max_id ?? 9];
  const ids = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const { qty = null, doc_ids: these = null, blacklist = [] } = input as { qty?: number; doc_ids?: number[]; blacklist?: number[] };
  const table = tables.find((row) => row.task === task)?.table ?? /'([^']*)' table/.exec(String(message))?.[1] ?? "";
  return {
    name: `${task} ${JSON.stringify(input)}`,
    found: attempt(() => chooseDocuments(ids, { qty, doc_ids: these, blacklist }, 1, { table, split: "test" })),
    wanted: ok ? wanted : message,
  };
}

function build(task: Task, examples: readonly Document[], { task_doc: given, instances, path }: Row): ReturnType<typeof buildDocuments> {
  const names = ["num_fewshot", "gen_kwargs", "system_instruction", "apply_chat_template", "fewshot_as_multiturn"] as const;
  const request = parsePocketRequest(samplerRequestSchema, {
    framework: "lmeh",
    tasks: task.name,
    requester_args: { ...(given["requester_args"] as object), path },
    qty: -1,
    ...Object.fromEntries(names.map((name) => [name, given[name]])),
  });
  const documents = instances.map(({ doc: { __id: id, ...doc } }) => ({ id, doc }));
  return buildDocuments({ request, task, documents, examples, timeout: undefined, samplingId: ID, at: AT });
}

function checkDocuments({ row, built }: { row: Row; built: ReturnType<typeof buildDocuments> }): {
  name: string;
  found: unknown;
  wanted: unknown;
} {
  const { instances, prompts, task_doc: wanted } = row;
  // Few-shot examples that the reference drew without a seed cannot be drawn again, nor what is counted over them.
  const shown = (instance: object, prompt: object) => {
    const { arguments: handedOn, ...rest } = instance as { arguments: unknown };
    const { data, ctxlen, ...other } = prompt as { data: string; ctxlen: number };
    return row.deterministic_fewshot ? [rest, handedOn ?? null, other, JSON.parse(data) as unknown, ctxlen] : [rest, other];
  };
  return {
    name: `${row.task} ${row.path}`,
    found: keyed([built.task, ...built.instances.map(({ instance, prompt }) => shown(instance, prompt))]),
    wanted: keyed([
      wanted,
      ...instances.map(({ arguments_types: _types, ...instance }, at) => shown(withArguments(instance, built, at), prompts[at] ?? {})),
    ]),
  };

  function withArguments(instance: object, from: typeof built, at: number): object {
    const { arguments: given } = instance as { arguments: unknown };
    // Left out of some records for their size.
    return { ...instance, arguments: given ?? from.instances[at]?.instance.arguments };
  }
}

/** With the order of keys, which plain comparison does not see. */
function keyed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keyed);
  if (typeof value !== "object" || value === null)
    return value === AT.toISOString() ? DATE : /^[\da-f]{24}$/.test(String(value)) ? ID : value;
  return Object.entries(value).map(([key, inner]) => [key, keyed(inner)]);
}

function checkResult(row: Row, task: Task, samples: readonly Row[]): { name: string; found: unknown; wanted: unknown } {
  const documents = samples.find((sample) => sample.task === row.task)?.instances ?? [];
  const answered = row.responses.map((response) => {
    const known = documents.find(({ doc_id: id }) => id === response.doc_id)?.doc;
    const doc = known ?? { __id: response.doc_id, target: response.target };
    return { instance: { doc, doc_id: response.doc_id } as unknown as InstanceDocument, responses: [response] };
  });
  const path = row.path ?? "/v1/chat/completions";
  const requesterArgs = { address: "", service: "", method: "", path, headers: {} };
  const result = evaluateTask(task, { _id: ID, requester_args: requesterArgs }, answered, AT);
  const [wanted] = row.result;
  if (row.label !== LOST_BY_THE_REFERENCE) return { name: `${row.task} ${row.label ?? path}`, found: keyed(result), wanted: keyed(wanted) };
  const isNull = (response: string) => /"content": ?null/.test(response);
  const entries = Object.groupBy(row.responses, ({ response }) => (isNull(response) ? "failed" : "good"));
  return {
    name: `${row.task} ${row.label}`,
    found: result.scores.map(({ id, status_code: code }) => [id, code]),
    wanted: [...(entries.good ?? []).map(({ doc_id: id }) => [id, 0]), ...(entries.failed ?? []).map(({ doc_id: id }) => [id, 12])],
  };
}

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof PocketFault) return error.message;
    throw error;
  }
}
