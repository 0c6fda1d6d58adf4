import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

import { loadTaskIndex, type Task } from "./index.ts";
import { resolveTasks } from "./resolve-tasks.ts";

/** A folder of task files that is gone afterwards. */
async function folderOf(files: Record<string, string>): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "assay tasks "));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const MINIMAL = "dataset_path: a/b\ntest_split: test\ndoc_to_text: '{{q}}'\ndoc_to_target: a\n";

async function resolve(files: Record<string, string>, names: string[]): Promise<Task[]> {
  await using folder = await folderOf(files);
  return resolveTasks(await loadTaskIndex([folder.path]), names).tasks;
}

describe("built-in tasks", () => {
  test("can all be run, and have no problem", async () => {
    const index = await loadTaskIndex();
    expect(index.problems).toEqual([]);
    const { tasks, warnings } = resolveTasks(index, ["*"]);
    expect(tasks.length).toBe([...index.entries.values()].filter(({ kind }) => kind === "task").length);
    expect(warnings).toEqual([]);
  });

  test("mmlu_pro is a group of 14 categories of one dataset, weighted by size", async () => {
    const { tasks, groups } = resolveTasks(await loadTaskIndex(), ["mmlu_pro"]);
    expect(tasks.length).toBe(14);
    expect(new Set(tasks.map((task) => JSON.stringify(task.source)))).toEqual(
      new Set(['{"kind":"dataset","path":"TIGER-Lab/MMLU-Pro","name":""}']),
    );
    expect(groups.map(({ name, taskNames, aggregates }) => ({ name, size: taskNames.length, aggregates }))).toEqual([
      { name: "mmlu_pro", size: 14, aggregates: [{ metric: "exact_match", filters: ["custom-extract"], isWeightedBySize: true }] },
    ]);
    expect(tasks.find(({ name }) => name === "mmlu_pro_computer_science")?.config.description).toContain("about computer science. Think");
  });

  test("gsm8k ranks by flexible-extract and answers to its tag", async () => {
    const { tasks } = resolveTasks(await loadTaskIndex(), ["math_word_problems"]);
    expect(tasks.map(({ name, headline }) => ({ name, headline }))).toEqual([
      { name: "gsm8k", headline: { metric: "exact_match", filter: "flexible-extract", isHigherBetter: true } },
    ]);
  });
});

describe("worked examples", () => {
  const FILES = {
    "cot-prompts/snarks.txt": "canary\n-----\nWhich is sarcastic?\n\nQ: one\nA: Let's think step by step.\nSo (A).\n\nQ: two\nA: (B)",
  };

  test("of BIG-Bench Hard are read from its checkout on the include path, and are the task's samples then", async () => {
    const [task] = await resolve(FILES, ["bbh_cot_fewshot_snarks"]);
    expect(task?.fewshot).toEqual({
      count: 3,
      split: "cot",
      samples: [
        { input: "one", target: "Let's think step by step.\nSo (A)." },
        { input: "two", target: "(B)" },
      ],
    });
  });

  test("are wanted from the dataset's split cot where the checkout is not there", async () => {
    const [task] = await resolve({}, ["bbh_cot_fewshot_snarks"]);
    expect(task?.fewshot).toEqual({ count: 3, split: "cot", samples: null });
  });
});

describe("includes", () => {
  test("are relative and nested; the first of a list wins, and a file's own keys win over all", async () => {
    const [task] = await resolve(
      {
        "sub/t.yaml": "include: [one_yaml, ../two.yaml]\ntask: t\ndescription: own\n",
        "sub/one_yaml": "description: one\nfewshot_delimiter: one\n",
        "two.yaml": "include: base_yaml\nfewshot_delimiter: two\ntarget_delimiter: two\n",
        base_yaml: `${MINIMAL}target_delimiter: base\ngen_prefix: base\n`,
      },
      ["t"],
    );
    expect(task?.config).toMatchObject({ description: "own", fewshot_delimiter: "one", target_delimiter: "two", gen_prefix: "base" });
  });

  test("that go around in a circle, or are not there, are named", async () => {
    await using folder = await folderOf({
      "a.yaml": "include: b_yaml\ntask: a\n",
      b_yaml: "include: a.yaml\n",
      "c.yaml": "include: nowhere\ntask: c\n",
    });
    const { problems } = await loadTaskIndex([folder.path]);
    expect(problems).toEqual([
      expect.stringMatching(/^The task file .*\/[ab][._]yaml is faulty: its includes go around in a circle/),
      expect.stringMatching(/c\.yaml is faulty: it includes nowhere, which cannot be read/),
    ]);
  });
});

describe("names", () => {
  const FILES = {
    "a.yaml": `${MINIMAL}task: x_a\ntag: [letters, first]\n`,
    "b.yaml": `${MINIMAL}task: x_b\ntag: letters\n`,
    "g.yaml": "group: inner\ntask: [x_b, {task: x_a, num_fewshot: 2}]\n",
    "h.yaml":
      "group: outer\ngroup_alias: Outer\ntask:\n  - inner\n  - group: inline\n    task: [letters]\n    target_delimiter: '!'\nnum_fewshot: 7\nmetadata: {version: 2}\n",
    "w.yaml": "group: wild\ntask: ['x_*']\n",
    "n.yaml": `group: own\ntask:\n  - task: fresh_one\n    include: base_yaml\n    description: d\n`,
    base_yaml: MINIMAL,
  };

  test("stand for tasks, tags and groups, with wildcards, each task once", async () => {
    for (const names of [["x_a", "x_b"], ["letters"], ["x_?"], ["wild"], ["inner", "x_*"]]) {
      expect((await resolve(FILES, names)).map(({ name }) => name).toSorted()).toEqual(["x_a", "x_b"]);
    }
    expect((await resolve(FILES, ["first"])).map(({ name }) => name)).toEqual(["x_a"]);
  });

  test("of groups give their tasks overrides: an entry's own, and the group's over all", async () => {
    const inner = await resolve(FILES, ["inner"]);
    expect(inner.map(({ name, fewshot }) => [name, fewshot.count])).toEqual([
      ["x_b", 0],
      ["x_a", 2],
    ]);
    const outer = await resolve(FILES, ["outer"]);
    expect(outer.map(({ name, fewshot, config }) => [name, fewshot.count, config.target_delimiter])).toEqual([
      ["x_b", 7, "!"],
      ["x_a", 7, "!"],
    ]);
  });

  test("of groups in groups are kept for the tables", async () => {
    await using folder = await folderOf(FILES);
    const { groups } = resolveTasks(await loadTaskIndex([folder.path]), ["outer"]);
    expect(groups.map(({ name, alias, taskNames, groupNames, version }) => ({ name, alias, taskNames, groupNames, version }))).toEqual([
      { name: "inner", alias: "inner", taskNames: ["x_b", "x_a"], groupNames: [], version: null },
      { name: "inline", alias: "inline", taskNames: ["x_a", "x_b"], groupNames: [], version: null },
      { name: "outer", alias: "Outer", taskNames: ["x_b", "x_a"], groupNames: ["inner", "inline"], version: "2" },
    ]);
  });

  test("may define a task within a group", async () => {
    expect((await resolve(FILES, ["own"])).map(({ name, config }) => [name, config.description])).toEqual([["fresh_one", "d"]]);
  });

  test("that are unknown are refused with near ones", async () => {
    await expect(resolve(FILES, ["gsm8"])).rejects.toThrow("There is no task gsm8. Did you mean gsm8k?");
    await expect(resolve(FILES, ["mmlu_genrative"])).rejects.toThrow(/Did you mean mmlu_generative/);
    await expect(resolve(FILES, ["zzzzzzzz"])).rejects.toMatchObject({ code: "not_found", field: "tasks" });
    await expect(resolve(FILES, ["nothing_*"])).rejects.toMatchObject({ code: "not_found" });
  });

  test("of a group that names what is not there, or itself, are refused", async () => {
    await expect(resolve({ "g.yaml": "group: g\ntask: [lost]\n" }, ["g"])).rejects.toThrow(
      "The group g is faulty: it names lost, which does not exist.",
    );
    await expect(resolve({ "g.yaml": "group: g\ntask: [g]\n" }, ["g"])).rejects.toThrow("contains itself");
  });
});

describe("faulty files", () => {
  test("are named with line and reason, do not hide the others, and are told with an unknown name", async () => {
    await using folder = await folderOf({
      "sub/bad.yaml": "task: bad\nfoo: [1, 2\nbar: 1\n",
      "list.yaml": "- 1\n",
      "good.yaml": `${MINIMAL}task: good\n`,
    });
    const index = await loadTaskIndex([folder.path]);
    expect(index.entries.has("good")).toBe(true);
    expect(index.problems).toEqual([
      expect.stringMatching(/list\.yaml is faulty: it holds no mapping of keys\.$/),
      expect.stringMatching(/^The task file .*sub\/bad\.yaml is faulty: line 3: .*\.$/),
    ]);
    expect(() => resolveTasks(index, ["bad"])).toThrow(/There is no task bad\. .*sub\/bad\.yaml is faulty: line 3/);
  });

  test("that define a name twice are reported, and the last one is used", async () => {
    await using folder = await folderOf({ "a.yaml": `${MINIMAL}task: t\ntag: old\n`, "b.yaml": `${MINIMAL}task: t\ndescription: last\n` });
    const index = await loadTaskIndex([folder.path]);
    expect(index.problems).toEqual([expect.stringMatching(/^t is defined twice, in .*a\.yaml and in .*b\.yaml; the latter is used\.$/)]);
    expect(resolveTasks(index, ["t"]).tasks[0]?.config.description).toBe("last");
  });

  test("a folder that is not there is refused; a single file will do", async () => {
    await expect(loadTaskIndex(["/nowhere/at/all"])).rejects.toMatchObject({ code: "not_found", field: "includePath" });
    await using folder = await folderOf({ "a.yaml": `${MINIMAL}task: only\n`, "b.yaml": `${MINIMAL}task: other\n` });
    const index = await loadTaskIndex([join(folder.path, "a.yaml")]);
    expect([index.entries.has("only"), index.entries.has("other")]).toEqual([true, false]);
  });
});

test("a function is named from its folder, so that nothing keeps this machine's paths", async () => {
  const [task] = await resolve({ "mmlu_pro/t.yaml": `${MINIMAL}task: t\nprocess_docs: !function utils.process_math\n` }, ["t"]);
  expect(task?.config.process_docs?.["!function"]).toMatch(/^[^/]*\/mmlu_pro\/utils\.process_math$/);
});
