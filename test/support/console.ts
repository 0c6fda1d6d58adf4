import type { Browser, BrowserContext, Page } from "playwright-core";
import { openServer } from "../../src/api/index.ts";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/index.ts";
import { openBrowser } from "./browser.ts";
import { testDatabaseSettings } from "./database.ts";

/** A server and a browser of one test file. */
export interface ConsoleSetting extends AsyncDisposable {
  url: string;
  context: BrowserContext;
  /** What browsers said that they should not: errors in the console and of scripts. */
  complaints: string[];
  /** A page of the console; `await using`. */
  visit(path: string): Promise<Page & AsyncDisposable>;
}

/** Opens both; the console must be built. */
export async function openConsole(environment: Record<string, string> = {}): Promise<ConsoleSetting> {
  await using opening = new AsyncDisposableStack();
  const url = await openAssay(opening, environment);
  const setting = await openConsoleOf(url);
  opening.use(setting);
  const parts = opening.move();
  return { ...setting, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** A browser for the console of a server that stands; the console must be built. */
export async function openConsoleOf(url: string): Promise<ConsoleSetting> {
  await using opening = new AsyncDisposableStack();
  const browser: Browser = await openBrowser();
  opening.defer(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
  const complaints: string[] = [];
  context.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  context.on("weberror", (error) => complaints.push(error.error().message));
  const parts = opening.move();
  return {
    url,
    context,
    complaints,
    async visit(path) {
      const page = await context.newPage();
      await page.goto(`${url}${path}`);
      return Object.assign(page, { [Symbol.asyncDispose]: () => page.close() });
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The whole app on a free port. @returns its URL */
export async function openAssay(opened: AsyncDisposableStack, environment: Record<string, string>): Promise<string> {
  const { settings } = opened.use(await testDatabaseSettings());
  const config = loadConfig({
    environment: {
      ASSAY_DATA_DIR: settings.dataDirectory,
      ...(settings.url && { DATABASE_URL: settings.url }),
      PORT: "0",
      LOG_LEVEL: "silent",
      ...environment,
    },
    directory: settings.dataDirectory,
  });
  const app = opened.use(await createApp(config));
  return opened.use(await openServer(app)).url;
}

export async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

export async function postJson<T>(url: string, body: unknown = {}): Promise<T> {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** A run to its end, over the API. @returns its id */
export async function evaluate(url: string, settings: Record<string, unknown>): Promise<string> {
  const { id } = await postJson<{ id: string }>(`${url}/assay/v1/runs`, { patienceSeconds: 0, ...settings });
  for (;;) {
    const { state } = await getJson<{ state: string }>(`${url}/assay/v1/runs/${id}`);
    if (state === "done") return id;
    if (state !== "queued" && state !== "running") throw new Error(`The run is ${state}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
