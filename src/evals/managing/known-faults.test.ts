import fc from "fast-check";
import { expect, test } from "vitest";
import {
  buildDocuments,
  chooseDocuments,
  CODE,
  evaluateTask,
  parsePocketRequest,
  samplerRequestSchema,
  signatureOf,
} from "../pocket/index.ts";
import { restoreTask } from "../tasks/index.ts";
import { chooseBlacklist } from "./choose-blacklist.ts";
import { decideSampling, type Situation } from "./decide-sampling.ts";
import { planSchema } from "./plan.ts";
import { addSamples, describeSamples, validSamples, type WindowSample } from "./sample-window.ts";
import { summariseTaxonomy } from "./summarise-taxonomy.ts";

/** Each test names a fault of the known test-bench that is not repeated here. */

const HOUR_MS = 3_600_000;
const NOW = new Date("2026-01-10T00:00:00Z");
const { numerical: RULES } = planSchema.parse({ tests: [{ tasks: [{ task: "t" }] }] });
const PLACE = { table: "t", split: "test" };

function sample(id: number, facts: Partial<WindowSample> = {}): WindowSample {
  return { score: 1, id, run_time: 100, status_code: CODE.ok, error_str: "", at: NOW.getTime(), ...facts };
}

function situation(facts: Partial<Situation> = {}): Situation {
  const task = { task: "t", triggerMinimum: 0, dependsOn: [], dependsOnTaxonomies: [] };
  const nothing = { statisticsOf: () => undefined, taxonomyOf: () => undefined };
  return { task, rules: RULES, statistics: { ok: 0 }, inFlight: 0, lastAsked: null, now: NOW, ...nothing, ...facts };
}

const ECHO = restoreTask({
  task: "echo",
  dataset_path: "d",
  test_split: "test",
  training_split: "train",
  doc_to_text: "{{q}}",
  doc_to_target: "{{a}}",
  num_fewshot: 1,
  metric_list: [{ metric: "exact_match" }],
});

function requestOf(input: object): ReturnType<typeof parsePocketRequest<typeof samplerRequestSchema>> {
  return parsePocketRequest(samplerRequestSchema, {
    framework: "lmeh",
    tasks: "echo",
    requester_args: { address: "w", service: "s" },
    ...input,
  });
}

const ROWS = Array.from({ length: 9 }, (_, at) => ({ q: `q${at}`, a: `a${at}` }));

function documentsOf(input: object): ReturnType<typeof buildDocuments> {
  const documents = ROWS.slice(0, 3).map((doc, id) => ({ id, doc }));
  return buildDocuments({
    request: requestOf(input),
    task: ECHO,
    documents,
    examples: ROWS.slice(3),
    timeout: undefined,
    samplingId: "f".repeat(24),
    at: NOW,
  });
}

test("Sampler: few-shot examples are drawn with a seed, so that two samplings have the same prompts", () => {
  expect(documentsOf({ qty: 3 })).toEqual(documentsOf({ qty: 3 }));
});

test("Sampler: doc_ids without qty are taken, in order, and one that is not there is named", () => {
  expect(chooseDocuments([3, 4, 5, 6], requestOf({ doc_ids: [6, 4] }), 1, PLACE)).toEqual([4, 6]);
  expect(() => chooseDocuments([3, 4], { qty: null, doc_ids: [9], blacklist: [] }, 1, PLACE)).toThrow("has no document 9");
});

test("Sampler: gen_kwargs may be a text, also where a timeout is reckoned from max_gen_toks", () => {
  const timeout = { type: "llm" as const, ttft: { prompt_lenght: [1, 2, 3], sla_time: [1, 1, 1] }, tpot: 0.1, queue: 0 };
  const request = requestOf({ qty: 1, gen_kwargs: "max_gen_toks=100,temperature=0.5" });
  const built = buildDocuments({
    request,
    task: ECHO,
    documents: [{ id: 0, doc: ROWS[0] ?? {} }],
    examples: ROWS,
    timeout,
    samplingId: "a",
    at: NOW,
  });
  expect(built.instances[0]?.prompt.timeout).toBe(11);
  expect(JSON.parse(built.instances[0]?.prompt.data ?? "")).toMatchObject({ temperature: 0.5, max_tokens: 100 });
});

test("Sampler: too few documents beside the blacklist are a sentence, not a database error", () => {
  expect(() => chooseDocuments([1, 2, 3], { qty: 3, doc_ids: null, blacklist: [1] }, 1, PLACE)).toThrow("the blacklist leaves 2 of 3");
});

test("Sampler: a choice is made again from its seed, is sorted, and keeps to what is allowed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.integer({ min: 1, max: 20 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { maxLength: 9 }),
      (seed, qty, blacklist) => {
        const ids = Array.from({ length: 30 }, (_, at) => at);
        const chosen = chooseDocuments(ids, { qty, doc_ids: null, blacklist }, seed, PLACE);
        expect(chosen).toEqual(chooseDocuments(ids, { qty, doc_ids: null, blacklist }, seed, PLACE));
        expect(chosen).toEqual([...new Set(chosen)].toSorted((a, b) => a - b));
        expect(chosen).toHaveLength(qty);
        expect(chosen.some((id) => blacklist.includes(id))).toBe(false);
      },
    ),
  );
});

test("Evaluator: null content is one failed sample, and the good ones stay", () => {
  const { task, instances } = documentsOf({ qty: 3 });
  const body = (content: string | null) =>
    JSON.stringify({ id: "x", model: "m", choices: [{ index: 0, message: { role: "assistant", content } }], usage: {} });
  const texts = ["a0", null, "a2"];
  const answered = instances.map(({ instance }, at) => ({
    instance,
    responses: [{ ok: true, error_code: 0, ms: 5, error: "", response: body(texts[at] ?? null), session_height: 7 }],
  }));
  const { scores } = evaluateTask(ECHO, task, answered, NOW);
  expect(scores.map(({ id, score, status_code: code }) => [id, score, code])).toEqual([
    [0, 1, CODE.ok],
    [2, 1, CODE.ok],
    [1, 0, CODE.evaluation],
  ]);
});

test("Evaluator: a signature that cannot be read has the Manager's code 12, not 11, which there means the miner's signer", () => {
  for (const [kind, body, error] of [
    ["tokenizer", "{", "Cannot decode tokenizer"],
    ["tokenizer", '{"x": 1}', "Cannot load tokenizer from decoded data"],
    ["config", "[]", "Cannot decode configuration"],
    ["config", "{}", "Cannot load model configuration"],
  ] as const) {
    expect(signatureOf(kind, body)).toEqual({ code: CODE.evaluation, error });
  }
});

test("Evaluator: a signature is of the content, whatever the order of keys and wherever it was loaded from", () => {
  const one = signatureOf("config", '{"model_type": "llama", "_name_or_path": "/a", "layers": 2}');
  expect(signatureOf("config", '{"layers": 2, "_name_or_path": "/b", "model_type": "llama"}')).toEqual(one);
  expect(signatureOf("config", '{"layers": 3, "model_type": "llama"}')).not.toMatchObject({
    signature: (one as { signature: string }).signature,
  });
});

test("Manager: an empty window has no good sample", () => {
  expect(describeSamples([])).toMatchObject({ ok: 0, failed: 0, meanScore: null, errorRate: null });
  expect(decideSampling(situation())).toEqual({ qty: RULES.maxInFlight });
});

test("Manager: the quantity is never below zero nor huge, however full window and queue are", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(50), fc.nat(20), (ok, inFlight, triggerMinimum) => {
      const decision = decideSampling(situation({ statistics: { ok }, inFlight, task: { ...situation().task, triggerMinimum } }));
      const wanted = Math.max(Math.min(RULES.minSamples - ok, RULES.maxInFlight), triggerMinimum);
      const expected = inFlight > 0 ? { reason: "is being asked" } : wanted > 0 ? { qty: wanted } : { reason: "has enough samples" };
      expect(decision).toEqual(expected);
    }),
  );
});

test("Manager: the blacklist is what was lately asked, and leaves enough of a small dataset", () => {
  const samples = [sample(1), sample(2, { status_code: CODE.supplier }), sample(3), sample(2), sample(99)];
  expect(chooseBlacklist(samples, [1, 2, 3, 4, 5, 6], 3)).toEqual([2, 3, 1]);
  expect(chooseBlacklist(samples, [1, 2, 3, 4, 5, 6], 5)).toEqual([2]);
  expect(chooseBlacklist(samples, [1, 2], 2)).toEqual([]);
});

test("Manager: what has expired counts no more, without a new sample having to come", () => {
  const old = [sample(1, { at: NOW.getTime() - RULES.ttlHours * HOUR_MS }), sample(2, { score: 0 })];
  expect(describeSamples(validSamples(old, RULES, NOW.getTime()))).toMatchObject({ ok: 1, meanScore: 0 });
});

test("Manager: one sample has its own mean and median, and the deviation 0", () => {
  expect(describeSamples([sample(4, { score: 0.25, run_time: 7 })])).toMatchObject({
    meanScore: 0.25,
    medianScore: 0.25,
    deviationScore: 0,
    meanMs: 7,
    medianMs: 7,
  });
});

test("Manager: every entry of a result is put in, and only the worker's own outcomes", () => {
  const entries = [CODE.ok, CODE.relay, CODE.supplier, CODE.badParams, CODE.evaluation, CODE.minerSignerError].map((status_code, id) => ({
    score: 0,
    id,
    run_time: 0,
    status_code,
    error_str: "",
  }));
  expect(addSamples([], entries, RULES, NOW.getTime()).map(({ id }) => id)).toEqual([0, 2, 4]);
});

test("Manager: a window never holds more than its size, and the newest stay", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 12 }), (counts) => {
      const rules = { ...RULES, size: 25 };
      let samples: WindowSample[] = [];
      let next = 0;
      for (const count of counts) {
        const entries = Array.from({ length: count }, () => sample(next++));
        samples = addSamples(samples, entries, rules, NOW.getTime());
      }
      expect(samples.map(({ id }) => id)).toEqual(Array.from({ length: Math.min(next, 25) }, (_, at) => Math.max(0, next - 25) + at));
    }),
  );
});

test("Manager: the success rate of a taxonomy is checked, not only read", () => {
  const dependsOnTaxonomies = [{ taxonomy: "x", minScore: 0.5, minSuccessRate: 0.9, minSamples: 3 }];
  const task = { ...situation().task, dependsOnTaxonomies };
  const score = { score: 0.6, deviation: 0, successRate: 0.8, meanMs: 1, minSamples: 5 };
  expect(decideSampling(situation({ task, taxonomyOf: () => score }))).toEqual({ reason: "waits for the taxonomy x" });
  expect(decideSampling(situation({ task, taxonomyOf: () => ({ ...score, successRate: 0.95 }) }))).toEqual({ qty: RULES.maxInFlight });
});

test("Manager: dependencies and the schedule hold a task back", () => {
  const task = { ...situation().task, everyMinutes: 60, dependsOn: [{ framework: "signatures", task: "config", status: "ok" as const }] };
  expect(decideSampling(situation({ task }))).toEqual({ reason: "waits for config to be ok" });
  const statisticsOf = () => ({ ok: 1, failed: 0 });
  expect(decideSampling(situation({ task, statisticsOf, lastAsked: new Date(NOW.getTime() - 59 * 60_000) }))).toEqual({
    reason: "was asked lately",
  });
  expect(decideSampling(situation({ task, statisticsOf, lastAsked: new Date(NOW.getTime() - 60 * 60_000) }))).toEqual({
    qty: RULES.maxInFlight,
  });
});

test("Summarizer: the deviation of a mean of tasks is divided by their number", () => {
  const statistics = describeSamples([sample(1, { score: 0 }), sample(2, { score: 1 })]);
  const taxonomy = {
    name: "x",
    nodes: { root_c: { tasks: [], children: ["a", "b"] }, a: { tasks: ["t1", "t2"], children: [] }, b: { tasks: ["t3"], children: [] } },
  };
  const error = Math.SQRT1_2 / Math.SQRT2; // s / sqrt(n), s = 0.707…, n = 2
  const found = summariseTaxonomy(taxonomy, () => statistics);
  expect(found["a"]?.deviation).toBeCloseTo(Math.sqrt(2 * error ** 2) / 2, 12);
  expect(found["root_c"]).toMatchObject({ score: 0.5, minSamples: 2, successRate: 1 });
  expect(found["root_c"]?.deviation).toBeCloseTo(Math.sqrt((found["a"]?.deviation ?? 0) ** 2 + error ** 2) / 2, 12);
  expect(summariseTaxonomy(taxonomy, (task) => (task === "t3" ? undefined : statistics))["root_c"]).toBeUndefined();
});
