import { describe, expect, test } from "vitest";

import { createPythonRandom } from "../python/index.ts";
import { createRequestBuilder, type RequestSettings } from "./create-request-builder.ts";
import { restoreTask } from "./restore-task.ts";
import type { Document } from "./document.ts";

const CONFIG = {
  task: "t",
  dataset_path: "a/b",
  test_split: "test",
  fewshot_split: "train",
  doc_to_text: "Q: {{q}}\nA:",
  doc_to_target: "{{a}}",
};
const POOL: Document[] = Array.from({ length: 30 }, (_, at) => ({ q: `q${at}`, a: `a${at}` }));
const ASKED: Document = { q: "asked", a: "right" };

function promptOf(change: object, settings: RequestSettings, document = ASKED): unknown {
  return createRequestBuilder(restoreTask({ ...CONFIG, ...change }), POOL, { applyChatTemplate: false, ...settings })(document).body[
    "prompt"
  ];
}

function messagesOf(change: object, settings: RequestSettings): unknown {
  return createRequestBuilder(restoreTask({ ...CONFIG, ...change }), POOL, settings)(ASKED).body["messages"];
}

/** The request body without its prompt. */
function bodyOf(change: object, settings: RequestSettings): Record<string, unknown> {
  const { body } = createRequestBuilder(restoreTask({ ...CONFIG, ...change }), [], settings)(ASKED);
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== "messages" && key !== "prompt"));
}

const FIRST = { fewshot_config: { sampler: "first_n" } };

describe("few-shot examples", () => {
  test("come in front, with the delimiters of the task", () => {
    expect(promptOf({ ...FIRST, num_fewshot: 2, description: "D\n", target_delimiter: "=", fewshot_delimiter: ";" }, {})).toBe(
      "D\nQ: q0\nA:=a0;Q: q1\nA:=a1;Q: asked\nA:",
    );
  });

  test("with an empty target are followed by nothing", () => {
    expect(promptOf({ fewshot_config: { sampler: "first_n", doc_to_target: "" } }, { numFewshot: 2 })).toBe(
      "Q: q0\nA:Q: q1\nA:Q: asked\nA:",
    );
  });

  test("are drawn by random.Random(seed).sample, one generator for all documents", () => {
    const build = createRequestBuilder(restoreTask(CONFIG), POOL, { numFewshot: 3, fewshotSeed: 42, applyChatTemplate: false });
    const random = createPythonRandom(42);
    for (let document = 0; document < 3; document++) {
      const drawn = random.sample(POOL, 3).map(({ q, a }) => `Q: ${String(q)}\nA: ${String(a)}\n\n`);
      expect(build(ASKED).body["prompt"]).toBe(`${drawn.join("")}Q: asked\nA:`);
    }
  });

  test("of the asked split: one more is drawn, and the asked one is left out", () => {
    const change = { ...FIRST, fewshot_split: "test" };
    expect(promptOf(change, { numFewshot: 2 }, { q: "q1", a: "a1" })).toBe("Q: q0\nA: a0\n\nQ: q2\nA: a2\n\nQ: q1\nA:");
    expect(promptOf(change, { numFewshot: 2 })).toBe("Q: q0\nA: a0\n\nQ: q1\nA: a1\n\nQ: asked\nA:");
    const random = createPythonRandom(1234);
    const [one] = random.sample(POOL, 2);
    expect(promptOf({ fewshot_split: "test" }, { numFewshot: 1 })).toBe(
      `Q: ${String(one?.["q"])}\nA: ${String(one?.["a"])}\n\nQ: asked\nA:`,
    );
  });

  test("that the task carries itself need no pool", () => {
    const task = restoreTask({ ...CONFIG, num_fewshot: 1, fewshot_config: { samples: [{ q: "own", a: "x" }] } });
    expect(createRequestBuilder(task, [], { applyChatTemplate: false })(ASKED).body["prompt"]).toBe("Q: own\nA: x\n\nQ: asked\nA:");
  });

  test("stay away when the task says 0, whatever the run wants", () => {
    expect(promptOf({ num_fewshot: 0 }, { numFewshot: 5 })).toBe("Q: asked\nA:");
  });

  test("that are too few are refused", () => {
    const task = restoreTask(CONFIG);
    expect(() => createRequestBuilder(task, POOL.slice(0, 3), { numFewshot: 4 })).toThrow(
      "The task t needs 4 few-shot examples and there are 3 in the split train: ask for fewer with --num_fewshot.",
    );
  });
});

describe("chat", () => {
  test("has examples as turns, or all in one user turn", () => {
    const change = { ...FIRST, num_fewshot: 1, description: "D" };
    expect(messagesOf(change, { systemInstruction: "S" })).toEqual([
      { role: "system", content: "S\n\nD" },
      { role: "user", content: "Q: q0\nA:" },
      { role: "assistant", content: "a0" },
      { role: "user", content: "Q: asked\nA:" },
    ]);
    expect(messagesOf(change, { fewshotAsMultiturn: false })).toEqual([
      { role: "system", content: "D" },
      { role: "user", content: "Q: q0\nA: a0\n\nQ: asked\nA:" },
    ]);
  });

  test("in one turn draws twice a document and uses the second draw", () => {
    const random = createPythonRandom(1234);
    random.sample(POOL, 1);
    const [second] = random.sample(POOL, 1);
    expect(messagesOf({}, { numFewshot: 1, fewshotAsMultiturn: false })).toEqual([
      { role: "user", content: `Q: ${String(second?.["q"])}\nA: ${String(second?.["a"])}\n\nQ: asked\nA:` },
    ]);
  });

  test("begins the answer with gen_prefix; a completion ends with it", () => {
    const change = { ...FIRST, num_fewshot: 1, gen_prefix: "So {{q}}" };
    expect(messagesOf(change, {})).toEqual([
      { role: "user", content: "Q: q0\nA:" },
      { role: "assistant", content: "So asked a0" },
      { role: "user", content: "Q: asked\nA:" },
      { role: "assistant", content: "So asked" },
    ]);
    expect(promptOf(change, {})).toBe("Q: q0\nA: So asked a0\n\nQ: asked\nA: So asked");
  });
});

describe("what a document gives", () => {
  test("a column by its name, whatever its value; a choice by its number; the first of several targets", () => {
    const choices = { doc_to_text: "q", doc_to_choice: ["no", "yes"], doc_to_target: "a" };
    const build = createRequestBuilder(restoreTask({ ...CONFIG, ...choices }), [], { applyChatTemplate: false });
    expect(build({ q: "{{x}}", a: 1 })).toMatchObject({ body: { prompt: "{{x}}" }, target: "yes" });
    const listed = createRequestBuilder(restoreTask({ ...CONFIG, doc_to_target: "{{[a, 'b']}}" }), []);
    expect(listed(ASKED).target).toBe("right");
  });

  test("that it does not have is a fault that names task and field", () => {
    expect(() => promptOf({}, {}, { a: "x" })).toThrow("doc_to_text of the task t does not fit a document: q is undefined.");
  });
});

describe("the request body", () => {
  const OWN = { generation_kwargs: { until: ["1", "2", "3", "4", "5"], max_gen_toks: 9, do_sample: false, temperature: 0.5, top_p: 0.9 } };

  test("has the task's settings by OpenAI's names; a chat keeps four stops", () => {
    expect(bodyOf(OWN, {})).toEqual({ max_tokens: 9, temperature: 0.5, stop: ["1", "2", "3", "4"], top_p: 0.9 });
    expect(bodyOf(OWN, { applyChatTemplate: false })["stop"]).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("has the harness's defaults where the task says nothing", () => {
    expect(bodyOf({}, {})).toEqual({ max_tokens: 1024, temperature: 0, stop: ["\n\n"] });
    expect(bodyOf({}, { requestSeed: 7, defaultMaxTokens: 256 })).toEqual({ max_tokens: 256, temperature: 0, stop: ["\n\n"], seed: 7 });
    expect(bodyOf({ generation_kwargs: { until: "x" } }, {})["stop"]).toEqual(["x"]);
  });

  test("takes overrides, as text too", () => {
    const wanted = { max_tokens: 7, temperature: 1, stop: ["x"], flag: true, name: "a=b" };
    const { stop: until, ...rest } = wanted;
    expect(bodyOf(OWN, { genKwargs: { ...rest, until } })).toEqual({ ...wanted, top_p: 0.9 });
    expect(bodyOf(OWN, { genKwargs: "max_tokens=7, temperature=1,until=x,flag=True,name=a=b" })).toEqual({ ...wanted, top_p: 0.9 });
    expect(() => bodyOf(OWN, { genKwargs: "temperature" })).toThrow('gen_kwargs needs key=value pairs, and "temperature" is none.');
  });
});
