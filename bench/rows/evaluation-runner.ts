import type { FetchRun } from "../programs/fetch-loop.ts";
import { makeQuestions, promptOf, writeQuestions } from "../questions.ts";
import type { BenchContext, Comparison, Measurement, OpenRow, Row, Subject } from "../row.ts";
import { openLmEval } from "../run-lm-eval.ts";
import { openPromptfoo } from "../run-promptfoo.ts";
import { startAssay, type AssayServer } from "../start-assay.ts";
import { startDialogue, startUpstream } from "../local-programs.ts";
import type { Program } from "../start-program.ts";

const MODEL = "bench:tokens=50,delay=50";
const IN_FLIGHT = 64;
const FEW_SAMPLES = 64;
// Its start costs as much as thousands of samples, so that fewer would drown in it.
const LM_EVAL_FACTOR = 4;
/** As often as the command line looks. */
const LOOK_MS = 400;
const ENDED = new Set(["done", "failed", "cancelled"]);

const COMPARISONS: readonly Comparison[] = [
  { metric: "cpuUs", label: "CPU per sample (µs)", kind: "ratio", better: "lower" },
  { metric: "perSecond", label: "samples/s", kind: "ratio", better: "higher" },
  { metric: "rssMb", label: "memory (MB)", kind: "ratio", better: "lower" },
];

export const row: Row = {
  name: "evaluation runner",
  about: "1,000 samples, 64 in flight, an upstream that answers after 50 ms; every sample stored",
  open: openRow,
};

async function openRow(context: BenchContext): Promise<OpenRow> {
  const samples = context.isSmoke ? 200 : 1000;
  const manyQuestions = makeQuestions(samples * LM_EVAL_FACTOR);
  const file = writeQuestions(context.directory, manyQuestions);
  const questions = manyQuestions.slice(0, samples);
  await using opening = new AsyncDisposableStack();
  const upstream = opening.use(await startUpstream());
  const { url } = upstream;
  const assay = opening.use(
    await startAssay({ directory: context.directory, upstreamUrl: url, models: [MODEL], maxConcurrency: IN_FLIGHT, processor: 1 }),
  );
  await assay.call("POST", "/assay/v1/datasets", { name: "openai/gsm8k", config: "main", splits: { test: file } });
  const loop = opening.use(await startDialogue("fetch-loop.ts", 1));
  const bodies = questions.map((question) =>
    JSON.stringify({ model: MODEL, messages: [{ role: "user", content: promptOf(question) }], temperature: 0 }),
  );
  const load = { url, model: MODEL, samples, fewSamples: FEW_SAMPLES, inFlight: IN_FLIGHT };
  const subjects: Subject[] = [
    { name: "assay", measure: () => measureAssay(assay, samples) },
    { name: "fetch loop", measure: () => measureLoop(loop, { url: `${url}/v1/chat/completions`, inFlight: IN_FLIGHT, bodies }) },
  ];
  const skipped: string[] = [];
  const peers = [
    { name: "lm_eval", open: () => openLmEval(context, { ...load, questions: file, samples: manyQuestions.length }) },
    { name: "promptfoo", open: () => openPromptfoo(context, { ...load, questions }) },
  ];
  for (const peer of peers) {
    if (!context.withPeers) skipped.push(`${peer.name} (peers are left out)`);
    else
      await peer.open().then(
        (subject) => subjects.push(subject),
        (error: unknown) => skipped.push(`${peer.name} (${String(error)})`),
      );
  }
  // Code that has not run yet is slow; both programs run for long in real use.
  for (const subject of subjects.slice(0, 2)) for (let warmUp = 0; warmUp < 2; warmUp++) await subject.measure();
  const open = opening.move();
  return {
    plans: [{ name: `${samples} samples`, subjects, comparisons: COMPARISONS }],
    skipped,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

interface RunView {
  id: string;
  state: string;
  createdAt: string;
  finishedAt: string | null;
}

async function measureAssay(assay: AssayServer, samples: number): Promise<Measurement> {
  const before = assay.cpuMs();
  const settings = { tasks: ["gsm8k"], workers: ["bench-0"], numFewshot: 0, limit: samples };
  let run = (await assay.call("POST", "/assay/v1/runs", settings)) as RunView;
  while (!ENDED.has(run.state)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    run = (await assay.call("GET", `/assay/v1/runs/${run.id}`)) as RunView;
  }
  const cpu = assay.cpuMs() - before;
  const { tasks } = (await assay.call("GET", `/assay/v1/runs/${run.id}/results`)) as {
    tasks: Record<string, { workers: Record<string, { n: number }> }>;
  };
  const stored = tasks["gsm8k"]?.workers["bench-0"]?.n;
  if (stored !== samples) throw new Error(`Assay's run ${run.id} is ${run.state} with ${stored} of ${samples} samples.`);
  const wallMs = Date.parse(run.finishedAt ?? "") - Date.parse(run.createdAt);
  return { cpuUs: (cpu * 1000) / samples, perSecond: (samples * 1000) / wallMs, rssMb: assay.rssMb() };
}

async function measureLoop(loop: Program, run: FetchRun): Promise<Measurement> {
  const before = loop.cpuMs();
  const { wallMs, answered } = JSON.parse(await loop.ask(JSON.stringify(run))) as { wallMs: number; answered: number };
  if (answered !== run.bodies.length) throw new Error(`The fetch loop got ${answered} of ${run.bodies.length} answers.`);
  return { cpuUs: ((loop.cpuMs() - before) * 1000) / answered, perSecond: (answered * 1000) / wallMs, rssMb: loop.rssMb() };
}
