import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, findBrowser, overflow } from "../support/browser.ts";
import { buildConsole } from "../support/build-console.ts";
import { evaluate, getJson, openConsole, postJson, type ConsoleSetting } from "../support/console.ts";

const TASK = "fresh_arithmetic";
const DOCUMENTS = 120;

describe.skipIf(findBrowser() === undefined)("two workers compared in the console (needs a Chromium on this machine)", () => {
  let setting: ConsoleSetting;
  let run = "";

  beforeAll(async () => {
    await buildConsole();
    setting = await openConsole();
    const workers = [
      { name: "strong", skill: 0.9 },
      { name: "weak", skill: 0.4 },
    ];
    for (const worker of workers) await postJson(`${setting.url}/assay/v1/workers`, { kind: "simulated", ...worker });
    run = await evaluate(setting.url, { tasks: [TASK], workers: ["all"], limit: DOCUMENTS });
  });
  afterAll(() => setting[Symbol.asyncDispose]());

  test("from the leaderboard to the documents on which they differ, with the answers token by token", async () => {
    const { wins, losses } = await getJson<{ wins: number; losses: number }>(`${setting.url}/assay/v1/runs/${run}/compare?a=strong&b=weak`);
    await using page = await setting.visit("/");
    await page.getByRole("checkbox", { name: "Compare strong" }).check();
    await page.getByRole("checkbox", { name: "Compare weak" }).check();
    await page.getByRole("link", { name: "Compare document by document" }).click();
    await page.getByText(`Resolved on ${DOCUMENTS} common documents: strong is better than weak.`).waitFor();
    await page.getByText(`50 of ${wins + losses} documents.`).waitFor();
    await page.getByRole("button", { name: "Show more documents" }).click();
    await page.getByText(`${wins + losses} documents.`, { exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Where" }).selectOption("b");
    await page.getByText(`${losses} documents.`, { exact: true }).waitFor();
    const items = page.locator(".differences > li");
    expect(await items.count()).toBe(losses);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ a: "strong", b: "weak", outcome: "b" });
    await items.first().locator("summary").first().click();
    await items
      .first()
      .getByText(/% of the text is common/)
      .waitFor();
    expect(await items.first().locator("del").count()).toBeGreaterThan(0);
    expect(await items.first().locator("ins").count()).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Swap" }).click();
    await page.getByText(`${wins > 50 ? `50 of ${wins}` : wins} documents.`, { exact: true }).waitFor();
    await page.getByLabel("Either answer contains").fill("nothing of this kind");
    await page.getByLabel("Either answer contains").press("Enter");
    await page.getByText("No document fits this filter.").waitFor();
  });

  test("a sample shows its answer and another worker's, token by token", async () => {
    const { samples } = await getJson<{ samples: { ordinal: number; uid: number }[] }>(
      `${setting.url}/assay/v1/runs/${run}/samples?worker=strong&score=right&limit=1`,
    );
    await using page = await setting.visit(`/runs/${run}/samples/${samples[0]?.ordinal}/${samples[0]?.uid}`);
    await page.getByRole("link", { name: "differences to weak" }).click();
    await page.getByRole("heading", { name: "strong and weak, token by token" }).waitFor();
    expect(await page.locator(".diff .raw").count()).toBe(2);
  });

  test.each(["light", "dark"] as const)("the pages pass axe-core and fit 320 pixels, %s", { timeout: 120_000 }, async (colorScheme) => {
    await using page = await setting.visit(`/runs/${run}/compare?a=strong&b=weak`);
    await page.locator(".differences > li summary").first().click();
    await page.getByText(/% of the text is common/).waitFor();
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
