import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, findBrowser, overflow } from "../support/browser.ts";
import { buildConsole } from "../support/build-console.ts";
import { openAssay, openConsole, postJson, type ConsoleSetting } from "../support/console.ts";
import { temporaryDirectory } from "../support/database.ts";

const QUESTIONS = [1, 2, 3].map((number) =>
  JSON.stringify({ question: `What is ${number} + 1?`, answer: `It is ${number + 1}.\n#### ${number + 1}` }),
);

describe.skipIf(findBrowser() === undefined)("the tasks in the console (needs a Chromium on this machine)", () => {
  const opened = new AsyncDisposableStack();
  let setting: ConsoleSetting;

  beforeAll(async () => {
    await buildConsole();
    setting = opened.use(await openConsole());
    const { path } = opened.use(temporaryDirectory());
    const file = join(path, "gsm8k.jsonl");
    writeFileSync(file, `${QUESTIONS.join("\n")}\n`);
    await postJson(`${setting.url}/assay/v1/datasets`, { name: "openai/gsm8k", config: "main", splits: { test: file, train: file } });
    for (const name of ["first", "second"]) await postJson(`${setting.url}/assay/v1/workers`, { kind: "simulated", name, skill: 1 });
  });
  afterAll(() => opened.disposeAsync());

  test("what each task needs is told, and the list is narrowed in the URL", async () => {
    await using page = await setting.visit("/tasks");
    await page.getByRole("table").waitFor();
    await page.getByLabel("Name contains").fill("gsm8k");
    const row = page.getByRole("row", { name: /^gsm8k/ }).first();
    expect(await row.textContent()).toMatch(/^gsm8k\s*13✓ ready/);
    await page.getByLabel("Name contains").fill("hellaswag");
    const missing = page.getByRole("row", { name: /^hellaswag/ });
    await missing.getByText("data missing").waitFor();
    expect(await missing.locator("code").textContent()).toMatch(/^assay dataset add \S+/);
    expect(await missing.getByRole("button").count()).toBe(0);
    await page.getByLabel("Name contains").fill("");
    await page.getByRole("combobox", { name: "Show" }).selectOption("ready");
    await expect
      .poll(() => page.getByText("data missing", { exact: false }).locator("visible=true").and(page.locator("td *")).count())
      .toBe(0);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ state: "ready" });
    await page.getByLabel("Name contains").fill("no such task");
    await page.getByText("No task fits").waitFor();
  });

  test("a run is started from a task, with the workers that were chosen", async () => {
    await using page = await setting.visit("/tasks?text=fresh_arithmetic");
    await page.getByRole("button", { name: "Start a run of fresh_arithmetic" }).click();
    await page.getByRole("checkbox", { name: /^second/ }).uncheck();
    await page.getByLabel("Documents of each task at most").fill("7");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("heading", { name: "Run of fresh_arithmetic" }).waitFor();
    await page.getByText("7 documents × 1 worker").waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/runs\/./);
  });

  test("what cannot be started is said in words, and the form stays", async () => {
    await using page = await setting.visit("/tasks?start=hellaswag");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    expect(await page.getByRole("alert").textContent()).toContain("which is not here");
    expect(await page.getByLabel("Tasks, with commas between").inputValue()).toBe("hellaswag");
    expect(setting.complaints.splice(0)).toEqual([expect.stringContaining("404")]);
  });

  test("a key that may only read is told so when it starts a run or pauses a worker", async () => {
    const locked = await openAssay(opened, { EXPECTED_ACCESS_KEY: "first" });
    const headers = { api_key: "first", "content-type": "application/json" };
    const post = (path: string, body: unknown) =>
      fetch(`${locked}/assay/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    await post("workers", { kind: "simulated", name: "only", skill: 1 });
    const { key } = (await (await post("keys", { name: "reader", scopes: ["read"] })).json()) as { key: string };
    await using page = await setting.visit("/none");
    await page.goto(`${locked}/workers`);
    await page.getByLabel("Key").fill(key);
    await page.getByRole("button", { name: "Use this key" }).click();
    await page.getByRole("button", { name: "Pause only" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("this needs worker");
    await page.getByRole("link", { name: "Tasks" }).click();
    await page.getByLabel("Name contains").fill("fresh_logic");
    await page.getByRole("button", { name: "Start a run of fresh_logic" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    expect(await page.getByRole("alert").textContent()).toContain("this needs evaluate");
    expect(setting.complaints.splice(0).every((text) => /40[13]/.test(text))).toBe(true);
  });

  test.each(["light", "dark"] as const)("the page passes axe-core and fits 320 pixels, %s", { timeout: 120_000 }, async (colorScheme) => {
    await using page = await setting.visit("/tasks?text=fresh&start=fresh_arithmetic");
    await page.getByRole("table").waitFor();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await accessibilityFaults(page), String(width)).toEqual([]);
      expect.soft(await overflow(page), String(width)).toBe(0);
    }
  });

  test("nothing went wrong in the browser on any page", () => {
    expect(setting.complaints).toEqual([]);
  });
});
