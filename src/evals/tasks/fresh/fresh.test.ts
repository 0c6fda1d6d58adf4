import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { createRequestBuilder, type Document, generateDocument, loadTaskIndex, resolveTasks, scoreAnswer, type Task } from "../index.ts";

const seeds = fc.nat({ max: 2 ** 32 - 1 });
const indexes = fc.nat({ max: 1_000_000 });
const NAMES = ["fresh_arithmetic", "fresh_logic", "fresh_sorting", "fresh_tracking"];
let tasks: Map<string, Task>;

beforeAll(async () => {
  const resolved = resolveTasks(await loadTaskIndex(), ["fresh"]);
  tasks = new Map(resolved.tasks.map((task) => [task.name, task]));
});

function make(name: string, seed: number, index: number): { task: Task; document: Document; answer: string } {
  const task = tasks.get(name);
  if (task === undefined) throw new Error(`no task ${name}`);
  const document = generateDocument(task, seed, index);
  return { task, document, answer: String(document["answer"]) };
}

test("the group holds the procedural tasks", () => {
  expect([...tasks.keys()]).toEqual(NAMES);
});

describe.each(NAMES)("%s", (name) => {
  test("says the same for the same seed and index, and asks for no dataset", () => {
    expect(make(name, 5, 9).document).toEqual(make(name, 5, 9).document);
    expect(make(name, 5, 9).task.source).toEqual({ kind: "generated" });
  });

  test("asks nothing twice: not in one run, not with another seed", () => {
    const questions = new Set<unknown>();
    for (let index = 0; index < 500; index++) {
      for (const seed of [0, 1, 1234, 4_294_967_295]) questions.add(make(name, seed, index).document["question"]);
    }
    expect(questions.size).toBe(2000);
  });

  test("mixes all difficulties", () => {
    const levels = Array.from({ length: 200 }, (_, index) => make(name, 1, index).document["level"]);
    expect(new Set(levels)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  test("scores the right answer 1 as it is phrased, and another document's 0", () => {
    fc.assert(
      fc.property(seeds, indexes, (seed, index) => {
        const { task, document, answer } = make(name, seed, index);
        expect(scoreAnswer(task, document, `I think.\n${task.phraseAnswer(answer)}`).headline).toBe(1);
        const other = make(name, seed, index + 1).answer;
        expect(scoreAnswer(task, document, task.phraseAnswer(other)).headline).toBe(other === answer ? 1 : 0);
      }),
    );
  });

  test("accepts what models write around an answer", () => {
    const { task, document, answer } = make(name, 3, 4);
    for (const text of [`the answer is **${answer}**`, `The Answer is: ${answer}`, `The answer is ${answer}.\nOr so.`]) {
      expect(scoreAnswer(task, document, text).headline).toBe(1);
    }
    for (const text of ["", "I do not know", answer, "The answer is ."]) expect(scoreAnswer(task, document, text).headline).toBe(0);
  });

  test("makes a prompt that has the question and says how to answer", () => {
    const { task, document } = make(name, 3, 4);
    const { body, target } = createRequestBuilder(task, [], { applyChatTemplate: false })(document);
    expect(body["prompt"]).toContain(`${String(document["question"])}\nThink step by step`);
    expect(body).not.toHaveProperty("stop");
    expect(target).toBe(document["answer"]);
  });
});
