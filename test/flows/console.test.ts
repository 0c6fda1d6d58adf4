import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, findBrowser, overflow } from "../support/browser.ts";
import { buildConsole } from "../support/build-console.ts";
import { evaluate, getJson, openAssay, openConsole, postJson, type ConsoleSetting } from "../support/console.ts";

const DOCUMENTS = 40;
const TASK = "fresh_arithmetic";

describe.skipIf(findBrowser() === undefined)("the console in a browser (needs a Chromium on this machine)", () => {
  let setting: ConsoleSetting;
  let url = "";
  let run = "";
  let complaints: string[] = [];
  const visit = (path: string) => setting.visit(path);

  beforeAll(async () => {
    await buildConsole();
    setting = await openConsole();
    ({ url, complaints } = setting);
    await addWorkers(url);
    run = await evaluate(url, { tasks: [TASK], workers: ["strong", "medium", "weak", "broken"], limit: DOCUMENTS });
  });

  afterAll(() => setting[Symbol.asyncDispose]());

  test("the leaderboard ranks the workers, and two of them are compared", async () => {
    await using page = await visit("/");
    const table = page.getByRole("table", { name: /Leaderboard/ });
    await table.waitFor();
    const names = await table.locator("th.worker a").allTextContents();
    expect(names.toSorted()).toEqual(["broken", "medium", "strong", "weak"]);
    expect(names.at(0)).toBe("strong");
    expect(names.at(-1)).toBe("broken");
    expect(await table.getByText("simulated", { exact: true }).count()).toBe(4);
    expect(await page.getByRole("columnheader", { name: /Score/ }).getAttribute("aria-sort")).toBe("descending");
    await page.getByRole("checkbox", { name: "Compare strong" }).check();
    await page.getByRole("checkbox", { name: "Compare broken" }).check();
    await page.getByText(`Resolved on ${DOCUMENTS} common documents: strong is better than broken.`).waitFor();
    expect(new URL(page.url()).searchParams.get("b")).toBe("broken");
    await page.getByRole("button", { name: "Worker", exact: false }).click();
    expect(await table.locator("th.worker a").allTextContents()).toEqual(["broken", "medium", "strong", "weak"]);
    await page.getByRole("button", { name: "Copy curl" }).click();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toContain(`${url}/v1/chat/completions`);
  });

  test("from the runs to a run, its wrong answers, and one of them", async () => {
    await using page = await visit("/");
    await page.getByRole("link", { name: "Runs" }).click();
    await page.getByRole("link", { name: TASK }).click();
    await page.getByRole("heading", { name: `Run of ${TASK}` }).waitFor();
    await page
      .getByText(`${4 * DOCUMENTS} of ${4 * DOCUMENTS} samples (100 %)`)
      .first()
      .waitFor();
    await page.getByRole("region", { name: "Results by task" }).getByText(TASK).waitFor();
    await page.getByRole("combobox", { name: "Worker" }).selectOption("weak");
    await page.getByRole("combobox", { name: "Score" }).selectOption("wrong");
    const samples = page.getByRole("region", { name: "List of samples" });
    const column = async (name: string) => [...new Set(await samples.locator(`td.column-${name}`).allTextContents())];
    await expect.poll(() => column("outcome")).toEqual(["✗ wrong"]);
    expect(await column("worker")).toEqual(["weak"]);
    const count = (await page.getByText(/^\d+ samples\.$/).textContent()) ?? "";
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ worker: "weak", score: "wrong" });
    const ordinals = await samples.locator("tbody th.column-ordinal").allTextContents();
    await samples.getByRole("link").first().click();
    await page.getByRole("heading", { name: `Sample ${ordinals[0]} of weak` }).waitFor();
    await page.getByRole("link", { name: "Next sample" }).click();
    await page.getByRole("heading", { name: `Sample ${ordinals[1]} of weak` }).waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByText(count, { exact: true }).waitFor();
  });

  test("a sample shows what was asked, what came back, and why it scored", async () => {
    const { samples } = await getJson<{ samples: { ordinal: number; uid: number; text: string; extracted: string; target: string }[] }>(
      `${url}/assay/v1/runs/${run}/samples?worker=strong&score=right&limit=1`,
    );
    const [sample] = samples;
    await using page = await visit(`/runs/${run}/samples/${sample?.ordinal}/${sample?.uid}`);
    await page.getByText("✓ right").first().waitFor();
    expect(await page.locator(".raw").textContent()).toBe(sample?.text);
    expect(await page.locator(".raw mark").textContent()).toBe(sample?.extracted);
    expect(await page.locator(".explanation li").count()).toBeGreaterThan(1);
    expect(await page.locator(".turn").count()).toBeGreaterThan(0);
    const others = page.getByRole("table", { name: /other workers/ });
    await others.getByText("⚠ server error").waitFor();
    expect(await others.getByRole("row").count()).toBe(4);
    await page.getByRole("button", { name: "Copy curl" }).click();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toContain(`"model": "strong"`);
  });

  test("a long list keeps few rows in the document, and a reader may begin anywhere", async () => {
    await using page = await visit(`/runs/${run}?from=10`);
    const samples = page.getByRole("region", { name: "List of samples" });
    await samples.getByRole("link", { name: "Sample 10 of" }).first().waitFor();
    expect(await samples.getByRole("link").count()).toBeLessThan(60);
    const scrollToEnd = () => samples.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await scrollToEnd();
    await page.getByText(`${4 * (DOCUMENTS - 10)} samples.`).waitFor();
    await scrollToEnd();
    await samples.getByRole("link", { name: `Sample ${DOCUMENTS - 1} of broken` }).waitFor();
    expect(await samples.getByRole("link").count()).toBeLessThan(60);
    expect(await samples.getByRole("link", { name: "Sample 10 of" }).count()).toBe(0);
  });

  test("the workers' page tells kind, state and faults", async () => {
    await using page = await visit("/workers");
    const broken = page.getByRole("row", { name: /^broken/ });
    await broken.getByText(/server error \d+/).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(5);
  });

  test("a run goes on before the reader's eyes, and is cancelled and resumed", async () => {
    const slow = await postJson<{ id: string }>(`${url}/assay/v1/runs`, { tasks: [TASK], workers: ["slow"], limit: 2000 });
    await using page = await visit(`/runs/${slow.id}`);
    await page
      .getByText(/^[1-9]\d* of 2,000 samples/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("button", { name: "Resume run" }).click();
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("button", { name: "Resume run" }).waitFor();
    expect(await getJson(`${url}/assay/v1/runs/${slow.id}`)).toMatchObject({ state: "cancelled" });
  });

  test("what does not exist is said in words", async () => {
    await using page = await visit("/runs/nothing-of-the-kind");
    expect(await page.getByRole("alert").textContent()).toContain("nothing-of-the-kind");
    await page.goto(`${url}/no-such-page`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    // The missing run is a refused request in the browser's console, as it should be.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
  });

  test.each(["light", "dark"] as const)("every page passes axe-core and fits 320 pixels, %s", { timeout: 180_000 }, async (colorScheme) => {
    const first = await getJson<{ samples: { ordinal: number; uid: number }[] }>(`${url}/assay/v1/runs/${run}/samples?limit=1`);
    const [sample] = first.samples;
    const pages = [
      ["/?a=strong&b=weak", "common documents"],
      ["/runs", "100 %"],
      [`/runs/${run}`, "samples of 160 read"],
      [`/runs/${run}?text=nothing+of+this+kind`, "No sample fits"],
      [`/runs/${run}/samples/${sample?.ordinal}/${sample?.uid}`, "The simulated worker broken"],
      ["/workers", "server error"],
      ["/none", "no such page"],
    ] as const;
    for (const [path, text] of pages) {
      await using page = await visit(path);
      await page.getByText(text).first().waitFor();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 900 });
        const folder = process.env["ASSAY_SCREENSHOTS"];
        const name = `${text.replaceAll(/[^a-z]+/gi, "-")}-${colorScheme}-${width}.png`;
        if (folder) await page.screenshot({ path: `${folder}/${name}`, fullPage: true });
        expect.soft(await accessibilityFaults(page), `${path} ${width}`).toEqual([]);
        expect.soft(await overflow(page), `${path} ${width}`).toBe(0);
      }
      for (const width of [1024, 800]) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await overflow(page), `${path} ${width}`).toBe(0);
      }
    }
  });

  test("a server with a key asks for it, and keeps asking while it is wrong", async () => {
    await using other = new AsyncDisposableStack();
    const locked = await openAssay(other, { EXPECTED_ACCESS_KEY: "a-key-of-this-test" });
    await using page = await visit("/none");
    await page.goto(locked);
    await page.getByLabel("Key").fill("wrong");
    await page.getByRole("button", { name: "Use this key" }).click();
    await page.getByText("refused the key").waitFor();
    await page.getByLabel("Key").fill("a-key-of-this-test");
    await page.getByRole("button", { name: "Use this key" }).click();
    await page.getByText("No scores yet").waitFor();
    expect(await page.getByText("$ASSAY_KEY").count()).toBe(1);
    expect(complaints.splice(0).every((text) => text.includes("401"))).toBe(true);
  });

  test("nothing went wrong in the browser on any page", () => {
    expect(complaints).toEqual([]);
  });
});

async function addWorkers(url: string): Promise<void> {
  const workers = [
    { name: "strong", skill: 0.95 },
    { name: "medium", skill: 0.6 },
    { name: "weak", skill: 0.3 },
    { name: "broken", skill: 0.5, faultRate: 1 },
    { name: "slow", skill: 0.5, latencyMs: 50 },
  ];
  for (const worker of workers) await postJson(`${url}/assay/v1/workers`, { kind: "simulated", ...worker });
}
