import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityFaults, findBrowser, overflow } from "../support/browser.ts";
import { buildConsole } from "../support/build-console.ts";
import { getJson, openConsole, postJson, type ConsoleSetting } from "../support/console.ts";

interface Votes {
  votes: { choice: string; position: number | null; blind: boolean; answers: { worker: string }[]; prompt: { messages: unknown[] } }[];
}

describe.skipIf(findBrowser() === undefined)("the console over a network (needs a Chromium on this machine)", () => {
  let setting: ConsoleSetting;

  beforeAll(async () => {
    await buildConsole();
    setting = await openConsole();
    const workers = [
      { name: "first", skill: 1, latencyMs: 20, owner: "ann", inputPrice: 150_000, outputPrice: 600_000 },
      { name: "second", skill: 1, latencyMs: 20 },
      { name: "broken", skill: 1, faultRate: 1 },
    ];
    for (const worker of workers) await postJson(`${setting.url}/assay/v1/workers`, { kind: "simulated", ...worker });
  });
  afterAll(() => setting[Symbol.asyncDispose]());

  test("a worker is paused, drained and resumed by its buttons", async () => {
    await using page = await setting.visit("/workers");
    const row = page.getByRole("row", { name: /^second/ });
    await page.getByRole("button", { name: "Pause second" }).click();
    await row.getByText("paused").waitFor();
    await page.getByRole("button", { name: "Drain second" }).click();
    await row.getByText("drained").waitFor();
    await page.getByRole("button", { name: "Resume second" }).click();
    await row.getByText("registered").waitFor();
    expect(await page.getByRole("row", { name: /^first/ }).textContent()).toContain("owned by ann");
    expect(await page.getByRole("row", { name: /^first/ }).textContent()).toContain("0.15 in0.60 out");
    await page.getByRole("button", { name: "Worker", exact: false }).first().click();
    expect(await page.locator("tbody th.worker").allTextContents()).toEqual([
      expect.stringMatching(/^broken/),
      expect.stringMatching(/^first/),
      expect.stringMatching(/^second/),
    ]);
  });

  test("one prompt, several workers side by side, a fault in its column, and a vote", async () => {
    await using page = await setting.visit("/playground?mode=named&worker=first&worker=broken&worker=second");
    await page.getByRole("textbox", { name: "User" }).fill("Who are you?");
    await page.getByRole("button", { name: "Add system message" }).click();
    await page.getByRole("textbox", { name: "System" }).fill("Be brief.");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    const columns = page.getByRole("article");
    await page.getByText("Which answer is the best?").waitFor();
    expect(await columns.count()).toBe(3);
    expect(await columns.nth(0).textContent()).toMatch(/first.*named by you.*Who are you\?/);
    expect(await columns.nth(1).textContent()).toMatch(/broken.*server error/);
    expect(await page.getByRole("button", { name: /^B/ }).isDisabled()).toBe(true);
    await page.getByRole("heading", { name: "What they agree on" }).waitFor();
    await page.getByRole("button", { name: /^C/ }).click();
    await page.getByText("C, second, is the best.").waitFor();
    await columns.nth(2).getByText("your choice").waitFor();
    const { votes } = await getJson<Votes>(`${setting.url}/assay/v1/votes`);
    expect(votes[0]).toMatchObject({ choice: "best", position: 2, blind: false });
    expect(votes[0]?.answers.map(({ worker }) => worker)).toEqual(["first", "broken", "second"]);
    expect(votes[0]?.prompt.messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Who are you?" },
    ]);
  });

  test("settings stand in the URL, and a blind comparison names nobody until the vote", async () => {
    await using page = await setting.visit("/playground");
    await page.getByRole("combobox", { name: "Whom to ask" }).selectOption("random");
    await page.getByLabel("Answers").fill("2");
    await page.getByLabel("Answers").press("Tab");
    await page.getByLabel(/^Blind/).check();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ mode: "random", k: "2", blind: "1" });
    await page.getByRole("textbox", { name: "User" }).press("Control+Enter");
    await page.getByText("Which answer is the best?").waitFor();
    expect(await page.getByText("not named yet").count()).toBe(2);
    expect(await page.getByRole("heading", { name: "What they agree on" }).count()).toBe(0);
    await page.getByRole("button", { name: "All bad" }).click();
    await page.getByText("all bad.").waitFor();
    expect(await page.getByText("not named yet").count()).toBe(0);
    expect((await getJson<Votes>(`${setting.url}/assay/v1/votes`)).votes[0]).toMatchObject({ choice: "all_bad", blind: true });
  });

  test("what cannot be asked is said in words", async () => {
    await using page = await setting.visit("/playground?mode=named&worker=nobody");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    expect(await page.getByRole("alert").textContent()).toContain("There is no worker nobody");
    expect(setting.complaints.splice(0)).toEqual([expect.stringContaining("404")]);
  });

  test.each(["light", "dark"] as const)("the pages pass axe-core and fit 320 pixels, %s", { timeout: 120_000 }, async (colorScheme) => {
    for (const path of ["/workers", "/playground?k=3", "/playground?mode=named&worker=first&worker=broken"]) {
      await using page = await setting.visit(path);
      if (path.startsWith("/playground")) {
        await page.getByRole("button", { name: "Ask", exact: true }).click();
        await page.getByText("Which answer is the best?").waitFor();
      } else await page.getByRole("table").waitFor();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await accessibilityFaults(page), `${path} ${width}`).toEqual([]);
        expect.soft(await overflow(page), `${path} ${width}`).toBe(0);
      }
      for (const width of [1024, 800]) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await overflow(page), `${path} ${width}`).toBe(0);
      }
    }
  });

  test("nothing went wrong in the browser on any page", () => {
    expect(setting.complaints).toEqual([]);
  });
});
