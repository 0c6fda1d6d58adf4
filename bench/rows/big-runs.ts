import { join } from "node:path";
import { growRun, NEEDLE } from "../grow-run.ts";
import type { BenchContext, Comparison, Measurement, OpenRow, Row, Subject } from "../row.ts";
import { startAssay, type AssayServer } from "../start-assay.ts";

const WORKERS = 10;
/** Documents that are really asked; the others repeat them. */
const DOCUMENTS = 20;
const TASK = "fresh_arithmetic";
const LOOK_MS = 100;
const P95 = 0.95;

const COMPARISONS: readonly Comparison[] = [
  { metric: "firstP95", label: "first page, 95th percentile (ms)", kind: "difference", better: "lower" },
  { metric: "filteredP95", label: "filtered page, 95th percentile (ms)", kind: "difference", better: "lower" },
  { metric: "searchMs", label: "one answer found by a word (ms)", kind: "difference", better: "lower" },
  { metric: "rssMb", label: "memory (MB)", kind: "difference", better: "lower" },
];

export const row: Row = {
  name: "big runs",
  about: "pages of a run of 200,000 samples over the API, embedded database; against nothing, so that the difference is the figure",
  open: openRow,
};

async function openRow(context: BenchContext): Promise<OpenRow> {
  const times = context.isSmoke ? 10 : 1000;
  const repeats = context.isSmoke ? 2 : 12;
  const options = { directory: context.directory, upstreamUrl: "http://127.0.0.1:9", models: [], maxConcurrency: 1, processor: 1 as const };
  const run = await evaluate(options);
  await growRun({ dataDirectory: join(context.directory, "data"), run, times });
  await using opening = new AsyncDisposableStack();
  const assay = opening.use(await startAssay(options));
  const subjects: Subject[] = [
    { name: "assay", measure: () => readPages(assay, { run, documents: DOCUMENTS * times, repeats }) },
    { name: "nothing", measure: async () => ({ firstP95: 0, filteredP95: 0, searchMs: 0, rssMb: 0 }) },
  ];
  const open = opening.move();
  return {
    plans: [{ name: `${DOCUMENTS * times * WORKERS} samples`, subjects, comparisons: COMPARISONS }],
    skipped: [],
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** A small run to its end, on a server that is stopped again. @returns its id */
async function evaluate(options: Parameters<typeof startAssay>[0]): Promise<string> {
  await using assay = await startAssay(options);
  for (let number = 0; number < WORKERS; number++) {
    const worker = { kind: "simulated", name: `worker-${number}`, skill: number / (WORKERS - 1), faultRate: number === 3 ? 0.3 : 0 };
    await assay.call("POST", "/assay/v1/workers", worker);
  }
  const settings = { tasks: [TASK], workers: ["all"], limit: DOCUMENTS, patienceSeconds: 0 };
  const { id } = (await assay.call("POST", "/assay/v1/runs", settings)) as { id: string };
  for (;;) {
    const { state } = (await assay.call("GET", `/assay/v1/runs/${id}`)) as { state: string };
    if (state === "done") return id;
    if (state !== "queued" && state !== "running") throw new Error(`The run to be grown is ${state}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

interface Reading {
  run: string;
  documents: number;
  repeats: number;
}

async function readPages(assay: AssayServer, { run, documents, repeats }: Reading): Promise<Measurement> {
  const base = `/assay/v1/runs/${run}`;
  const filters = [
    `samples?after=${Math.floor(documents * 0.8)}-3`,
    "samples?worker=worker-7",
    "samples?score=wrong",
    // The best worker has no wrong answer: the search finds nothing for as long as it lasts.
    `samples?score=wrong&worker=worker-${WORKERS - 1}`,
    "samples?fault=any",
    `samples?task=${TASK}&score=right&worker=worker-5`,
    "samples?text=nothing+of+this+kind",
    `samples?text=${NEEDLE}`,
    "compare/documents?a=worker-9&b=worker-5",
    "compare/documents?a=worker-9&b=worker-8&text=nothing+of+this+kind",
  ];
  const [first, filtered]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < repeats; repeat++) {
    first.push(await timeOf(() => assay.call("GET", `${base}/samples`)));
    for (const filter of filters) filtered.push(await timeOf(() => assay.call("GET", `${base}/${filter}`)));
  }
  const searchMs = await timeOf(() => findNeedle(assay, base));
  return { firstP95: quantile(first), filteredP95: quantile(filtered), searchMs, rssMb: assay.rssMb() };
}

/** Pages on until the answer is there, as the console does. */
async function findNeedle(assay: AssayServer, base: string): Promise<void> {
  let after: string | null = null;
  do {
    const place: string = after === null ? "" : `&after=${after}`;
    const page = (await assay.call("GET", `${base}/samples?text=${NEEDLE}${place}`)) as { samples: unknown[]; next: string | null };
    if (page.samples.length > 0) return;
    after = page.next;
  } while (after !== null);
  throw new Error("The one answer with the word is not found.");
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function quantile(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * P95) - 1)] ?? Number.NaN;
}
