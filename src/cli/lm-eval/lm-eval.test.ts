import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { modelOf } from "./model-of.ts";
import { parsePairs } from "./parse-pairs.ts";
import { parseSeeds } from "./parse-seeds.ts";
import { renderHarnessTable } from "./render-harness-table.ts";
import { lmEvalSettings } from "./settings-of.ts";
import { stampOf } from "./write-files.ts";

const CHAT = "local-chat-completions";
const URL = "http://127.0.0.1:8000/v1/chat/completions";
const NOTHING = Object.fromEntries(
  ["check_integrity", "keep_worker", "fewshot_as_multiturn", "log_samples", "predict_only", "write_out", "show_config"].map((name) => [
    name,
    false,
  ]),
) as unknown as Parameters<typeof lmEvalSettings>[0];

test("pairs are read as lm_eval reads them, or as JSON", () => {
  expect(parsePairs("--gen_kwargs", "temperature=0.7,do_sample=True,top_k=5,stop=a=b,e=1e3,x=0.0.1,,")).toEqual({
    temperature: 0.7,
    do_sample: true,
    top_k: 5,
    stop: "a=b",
    e: 1000,
    x: "0.0.1",
  });
  expect(parsePairs("--gen_kwargs", ' {"until": ["a,b"]} ')).toEqual({ until: ["a,b"] });
  expect(parsePairs("--gen_kwargs", undefined)).toEqual({});
  for (const wrong of ["alone", "=1", "{'a': 1}", "[1]x"]) expect(() => parsePairs("--gen_kwargs", wrong)).toThrow(UsageError);
});

test("seeds are one, three or four, and None draws one that is told", () => {
  expect(parseSeeds(undefined)).toEqual({ random: 0, numpy: 1234, torch: 1234, fewshot: 1234, drawn: 1234 });
  expect(parseSeeds("42")).toEqual({ random: 42, numpy: 42, torch: 42, fewshot: 42, drawn: 42 });
  expect(parseSeeds("1,None,3")).toMatchObject({ random: 1, numpy: null, torch: 3, fewshot: 1234 });
  const { fewshot, drawn } = parseSeeds("0,1,2,none");
  expect(fewshot).toBe(null);
  expect(drawn).toBeGreaterThanOrEqual(0);
  for (const wrong of ["1,2", "1,2,3,4,5", "x", "-1", "1.5"]) expect(() => parseSeeds(wrong)).toThrow(UsageError);
});

test("a model is an endpoint with the harness's defaults", () => {
  expect(modelOf(CHAT, { base_url: `${URL}/`, model: "qwen" })).toEqual({
    isChat: true,
    name: "qwen",
    baseUrl: "http://127.0.0.1:8000/v1",
    maxConcurrency: 1,
    timeoutMs: 300_000,
    settings: { requestSeed: 1234, defaultMaxTokens: 256, retries: 2, bodyStyle: "compatible" },
    warnings: [],
  });
  expect(modelOf("openai-chat-completions", { model: "o3-mini", num_concurrent: 8 })).toMatchObject({
    baseUrl: "https://api.openai.com/v1",
    settings: { bodyStyle: "openai-o3" },
  });
  const { warnings } = modelOf("local-completions", { base_url: "http://h/v1/completions", model: "m", truncate: true, odd: 1 });
  expect(warnings.map((warning) => warning.split(/[,.]/)[0])).toEqual([
    "--model_args names odd",
    "truncate of --model_args changes nothing: prompts are sent whole",
    "Prompts are sent as text (tokenized_requests=False): the endpoint has the tokenizer",
  ]);
});

test.each([
  [{ model: "hf", model_args: "pretrained=gpt2" }, "models run at endpoints"],
  [{ model: CHAT, model_args: `model=qwen`, apply_chat_template: "" }, "lacks base_url"],
  [{ model: CHAT, model_args: `base_url=${URL}`, apply_chat_template: "" }, "lacks model"],
  [{ model: CHAT, model_args: `base_url=${URL},model=m` }, "needs --apply_chat_template"],
  [{ model: CHAT, model_args: `base_url=ftp://x,model=m`, apply_chat_template: "" }, "no"],
  [{ model: "local-completions", model_args: `base_url=${URL},model=m`, apply_chat_template: "" }, "use a chat-completions model"],
  [{ model: CHAT, model_args: `base_url=${URL},model=m,num_concurrent=many`, apply_chat_template: "" }, "num_concurrent"],
  [
    { model: CHAT, model_args: `base_url=${URL},model=m,verify_certificate=False`, apply_chat_template: "" },
    "certificates are always checked",
  ],
  [{ log_samples: true }, "needs --output_path"],
  [{ fewshot_as_multiturn: true }, "needs --apply_chat_template"],
  [{ limit: "3", samples: "{}" }, "not both"],
  [{ model_args: "model=m" }, "needs --model"],
  [{ samples: '{"gsm8k": ["a"]}' }, "--samples of gsm8k"],
  [{ samples: "{no" }, "--samples is no JSON"],
  [{ wandb_args: "project=x" }, "--wandb_args is refused"],
  [{ check_integrity: true }, "--check_integrity"],
])("%j is refused with a sentence", (values, sentence) => {
  expect(() => lmEvalSettings({ ...NOTHING, ...values })).toThrow(UsageError);
  expect(() => lmEvalSettings({ ...NOTHING, ...values })).toThrow(sentence);
});

test("options become settings, and those without effect are warned of", () => {
  const { settings, warnings } = lmEvalSettings({
    ...NOTHING,
    model: CHAT,
    model_args: `base_url=${URL},model=org/m,seed=5`,
    apply_chat_template: "chatml",
    fewshot_as_multiturn: true,
    gen_kwargs: "temperature=0.5",
    limit: "0.25",
    seed: "0,1,2,3",
    batch_size: "auto",
    device: "cuda",
    metadata: '{"x": 1}',
  });
  expect(settings).toMatchObject({
    seed: 3,
    limit: 0.25,
    genKwargs: { temperature: 0.5 },
    requestSeed: 5,
    applyChatTemplate: true,
    fewshotAsMultiturn: true,
    lmEval: { model_name: "org/m", batch_size: "auto", fewshot_seed: 3, metadata: { base_url: URL, model: "org/m", seed: 5, x: 1 } },
  });
  expect(warnings.map((warning) => warning.split(" ")[0])).toEqual(["--device", "--batch_size", "The"]);
});

test("the table is the harness's, with an interval at its end", () => {
  const report = {
    results: { a: { alias: "a", "acc,none": 0.5, "acc_stderr,none": 0.1, "em,x": 999, "em_stderr,x": "N/A" } },
    versions: { a: 3 },
    "n-shot": { a: 5 },
    higher_is_better: { a: { acc: true, em: false } },
    model_name_sanitized: "m",
    assay: { run: "r", worker: "w", answered: { a: 4 }, intervals: { a: { "acc,none": [0.2, 0.8] as [number, number] } } },
  };
  expect(renderHarnessTable(report, "results")?.split("\n")).toEqual([
    "|Tasks|Version|Filter|n-shot|Metric|   | Value  |   |Stderr| 95 % interval  |",
    "|-----|------:|------|-----:|------|---|-------:|---|-----:|----------------|",
    "|a    |    3.0|none  |     5|acc   |↑  |  0.5000|±  |0.1000|0.2000 to 0.8000|",
    "|     |       |x     |     5|em    |↓  |999.0000|±  |   N/A|                |",
  ]);
  expect(renderHarnessTable(report, "groups")).toBe(null);
});

test("files are stamped as Python's isoformat stamps them", () => {
  expect(stampOf(new Date())).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}$/);
});
