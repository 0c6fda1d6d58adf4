import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JournalPage } from "../../web/src/api/paths.ts";
import { createPool } from "../../src/pools/index.ts";
import { accessibilityFaults, findBrowser, overflow } from "../support/browser.ts";
import { buildConsole } from "../support/build-console.ts";
import { openConsoleOf, postJson, type ConsoleSetting } from "../support/console.ts";
import { addFunderAndWorkers, evaluatedPool, settledPool } from "../support/settled-pool.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

describe.skipIf(findBrowser() === undefined)("pools and the ledger in the console (needs a Chromium on this machine)", () => {
  const opened = new AsyncDisposableStack();
  let server: TestServer;
  let setting: ConsoleSetting;
  let settled = "";
  let running = "";
  const visit = (path: string) => setting.visit(path);

  beforeAll(async () => {
    await buildConsole();
    server = opened.use(await startTestServer());
    setting = opened.use(await openConsoleOf(server.url));
    await addFunderAndWorkers(server);
    ({ id: settled } = await settledPool(server));
    running = await evaluatedPool(server, "running");
  }, 120_000);
  afterAll(() => opened.disposeAsync());

  const detail = async (id: string) => (await server.call<{ endsAt: string }>("GET", `/assay/v1/pools/${id}`)).body;
  const fresh = async (id: string) => {
    const { pool } = await createPool(
      server.app.pools,
      { funder: "funder", token: "TEST", funds: 7n, task: "fresh_logic", documents: 5 },
      { id },
    );
    return pool.id;
  };

  /** A page of a browser whose clock stands at a time; clocks belong to whole contexts. */
  const openAt = async (time: number, reducedMotion: "reduce" | "no-preference") => {
    const context = await setting.context.browser()?.newContext({ reducedMotion });
    if (!context) throw new Error("The browser is gone.");
    await context.clock.install({ time });
    return context.newPage();
  };

  test("the list names state, money, entries and end, and leads to a pool", async () => {
    await using page = await visit("/");
    await page.getByRole("link", { name: "Pools" }).click();
    const rows = page.getByRole("table", { name: /Pools/ }).getByRole("row");
    await expect.poll(() => rows.count()).toBe(3);
    expect(await rows.nth(1).textContent()).toMatch(/fresh_arithmetic.*open1,000,000 TEST4shares by placefunder.*ends in \d+ d \d+ h$/);
    expect(await rows.nth(2).textContent()).toMatch(/settledpaid out4/);
    await rows.nth(1).getByRole("link").click();
    await page.getByRole("heading", { name: "Pool on fresh_arithmetic" }).waitFor();
    await page.getByText("The places are paid in the proportion 70 : 30.").waitFor();
    const entries = page.getByRole("table", { name: /Entries/ });
    expect(await entries.locator("th.worker").allTextContents()).toEqual([
      expect.stringMatching(/^strong/),
      expect.stringMatching(/^strong/),
      expect.stringMatching(/^weakann \(2 entries\)/),
      expect.stringMatching(/^hopeless/),
    ]);
    expect(await entries.getByText("2 tied").count()).toBe(1);
    expect(await entries.locator("tbody tr").first().textContent()).toMatch(/1–2.*100.0 %.*60 of 60 questions.*300,000 – 700,000/);
    await page.getByText("Best of 2:").waitFor();
  });

  test("the end is counted down, second by second in the last hour and calmly for who wants no motion", async () => {
    const { endsAt } = await detail(running);
    const page = await openAt(Date.parse(endsAt) - 65_000, "no-preference");
    await page.goto(`${server.url}/pools/${running}`);
    await page.getByText("ends in 1 min 5 s").waitFor();
    await page.clock.runFor(5000);
    await page.getByText("ends in 1 min 0 s").waitFor();
    expect(await page.locator("time.countdown").getAttribute("datetime")).toBe(endsAt);
    expect(await page.getByRole("button", { name: "Settle" }).count()).toBe(0);
    await page.clock.runFor(61_000);
    await page.getByText("its end is past").waitFor();
    // This browser's clock is ahead of the server's: the server has the last word.
    await page.getByRole("button", { name: "Settle" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("Not time to allocate rewards");
    const calm = await openAt(Date.parse(endsAt) - 65_000, "reduce");
    await calm.goto(`${server.url}/pools/${running}`);
    await calm.getByText("ends in 1 min", { exact: true }).waitFor();
  });

  test("a pool is opened, joined, evaluated and called off by its forms and buttons", async () => {
    await using page = await visit("/pools");
    await page.getByRole("link", { name: "Open a pool" }).click();
    await page.getByLabel("Funder").fill("funder");
    await page.getByLabel("Token").fill("TEST");
    await page.getByLabel("Funds, smallest unit").fill("99999999999");
    await page.getByLabel("Task").fill("fresh_logic");
    await page.getByLabel("Documents at most").fill("5");
    await page.getByLabel("Rule").selectOption("Amounts");
    await page.getByRole("textbox", { name: "Amounts by place" }).fill("60, 40");
    await page.getByText("The places get 60 : 40; what is not taken goes back to the funder.").waitFor();
    await page.getByRole("button", { name: "Put the money" }).click();
    expect(await page.getByRole("alert").textContent()).toMatch(/funder/);
    expect(setting.complaints.splice(0)).toHaveLength(1);
    await page.getByLabel("Funds, smallest unit").fill("100");
    await page.getByRole("button", { name: "Put the money" }).click();
    await page.getByRole("heading", { name: "Pool on fresh_logic" }).waitFor();
    await page.getByText("Nobody has joined yet.").waitFor();
    await page.getByRole("button", { name: "Call off" }).click();
    await page.getByText(/^cancelled .*20/).waitFor();
    await page.goto(`${server.url}/pools/${await fresh("joined")}`);
    await page.getByLabel("Participant").fill("dan");
    await page.getByLabel(/^Model/).fill("nobody");
    await page.getByRole("button", { name: "Join" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("nobody");
    expect(setting.complaints.splice(0)).toEqual([expect.stringContaining("404")]);
    await page.getByLabel(/^Model/).fill("weak");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("button", { name: "Evaluate now" }).click();
    await page.getByText("1 entry set to work.").waitFor();
    await page.getByText("5 of 5 questions (100 %)").waitFor();
    await page.getByRole("button", { name: "Update leaderboard" }).click();
    await page.getByText("worked out and kept").waitFor();
  });

  test("a payout is verified by the reader's own browser", async () => {
    await using page = await visit(`/pools/${settled}`);
    await page.getByText("1,000,000 TEST were split: 2 paid, nothing went back.").waitFor();
    await page.getByRole("button", { name: "Verify this payout" }).click();
    await page.getByText("✓ This payout holds").waitFor();
    const lines = page.getByRole("table", { name: /What was checked/ }).locator("tbody tr");
    expect(await lines.allTextContents()).toEqual([
      expect.stringMatching(/puts money into the pool✓ right$/),
      expect.stringMatching(/place 1: 700,000 to \w+✓ right$/),
      expect.stringMatching(/place 2: 300,000 to \w+✓ right$/),
    ]);
    const { body } = await server.call<{ tokens: { hash: string }[] }>("GET", "/assay/v1/ledger/verification");
    expect(await page.locator(".payout-check code.hash").textContent()).toBe(body.tokens[0]?.hash);
  });

  test.each([
    ["an amount", { amount: "699999" }, "700000 to"],
    ["one byte of a time", { createdAt: "2026-01-01T00:00:00.000Z" }, "its hash does not fit"],
  ])("a forged journal is found out: %s", async (_what, change, says) => {
    await using page = await visit("/none");
    await forgeJournal(page, change);
    await page.goto(`${server.url}/pools/${settled}`);
    await page.getByRole("button", { name: "Verify this payout" }).click();
    await page.getByText("✗ This payout does not hold").waitFor();
    expect(await page.locator(".faults-found").textContent()).toContain(says);
    expect(
      await page
        .getByRole("table", { name: /What was checked/ })
        .locator(".fault")
        .count(),
    ).toBe(1);
  });

  test("the ledger lists tokens, accounts and the journal, by owner in the URL, and whether the books hold", async () => {
    await postJson(`${server.url}/assay/v1/ledger/tokens/OTHER/mints`, { id: "m", recipient: "zoe", amount: "12345678901234567890123" });
    for (let index = 0; index < 60; index++) {
      await postJson(`${server.url}/assay/v1/ledger/tokens/OTHER/mints`, { id: `n${index}`, recipient: `owner${index}`, amount: "1" });
    }
    await using page = await visit("/ledger?token=TEST");
    await page
      .getByRole("link", { name: `pool:${settled}` })
      .first()
      .click();
    await expect
      .poll(() =>
        page
          .getByRole("table", { name: /journal/ })
          .locator("tbody tr")
          .count(),
      )
      .toBe(3);
    expect(new URL(page.url()).searchParams.get("owner")).toBe(`pool:${settled}`);
    await page.getByRole("button", { name: "Verify the books" }).click();
    await page.getByText("✓ The books hold").waitFor();
    await page.getByRole("link", { name: "OTHER" }).click();
    await page.getByText("12,345,678,901,234,567,890,123").first().waitFor();
    await expect
      .poll(() =>
        page
          .getByRole("table", { name: /journal/ })
          .locator("tbody tr")
          .count(),
      )
      .toBe(50);
    await page.getByRole("link", { name: "Next entries" }).click();
    await expect
      .poll(() =>
        page
          .getByRole("table", { name: /journal/ })
          .locator("tbody tr")
          .count(),
      )
      .toBe(11);
    await page.getByRole("button", { name: "Next accounts" }).click();
    await page.getByRole("link", { name: "zoe" }).first().waitFor();
    await page.getByLabel("Only entries that touch").fill("zoe");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect
      .poll(() =>
        page
          .getByRole("table", { name: /journal/ })
          .locator("tbody tr")
          .count(),
      )
      .toBe(1);
    // What is still being read would be cut off by the next page, and complain.
    await page.waitForLoadState("networkidle");
    await page.goto(`${server.url}/ledger?token=NONE`);
    await page.getByText("There is no journal of NONE").first().waitFor();
    expect(setting.complaints.splice(0).filter((text) => !text.includes("404"))).toEqual([]);
  });

  test.each(["light", "dark"] as const)("the pages pass axe-core and fit 320 pixels, %s", { timeout: 120_000 }, async (colorScheme) => {
    for (const path of ["/pools?new=1", `/pools/${running}`, `/pools/${settled}`, "/ledger?token=TEST"]) {
      await using page = await visit(path);
      await page.getByRole("table").first().waitFor();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      if (path.endsWith(settled)) {
        await page.getByRole("button", { name: "Verify this payout" }).click();
        await page.getByText("✓ This payout holds").waitFor();
      }
      if (path.startsWith("/ledger")) {
        await page.getByRole("button", { name: "Verify the books" }).click();
        await page.getByText("✓ The books hold").waitFor();
      }
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await keep(page, `${path.replaceAll(/\W+/g, "-").slice(0, 20)}-${colorScheme}-${width}`);
        expect.soft(await accessibilityFaults(page), `${path} ${width}`).toEqual([]);
        expect.soft(await overflow(page), `${path} ${width}`).toBe(0);
      }
    }
  });

  test("nothing went wrong in the browser on any page", () => {
    expect(setting.complaints).toEqual([]);
  });
});

/** The server's journal with its first payout changed on the way. */
async function forgeJournal(page: Page, change: Partial<JournalPage["entries"][number]>): Promise<void> {
  await page.route("**/journal?*", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as JournalPage;
    const first = body.entries.findIndex(({ reason }) => reason === "payout");
    const entries = body.entries.map((line, index) => (index === first ? { ...line, ...change } : line));
    await route.fulfill({ response, json: { ...body, entries } });
  });
}

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env["ASSAY_SCREENSHOTS"];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
