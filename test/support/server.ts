import { openServer, readServerFile, type RunningServer } from "../../src/api/index.ts";
import { createApp, type App, type AppOverrides } from "../../src/app.ts";
import { loadConfig } from "../../src/config/index.ts";
import { testDatabaseSettings } from "./database.ts";

/** What came back: the status, the headers and the body (parsed where it is JSON). */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestServer extends AsyncDisposable {
  app: App;
  url: string;
  server: RunningServer;
  dataDirectory: string;
  /** One request; a body is sent as JSON. */
  call<Body = unknown>(method: string, path: string, options?: CallOptions): Promise<Answer<Body>>;
}

interface TestServerOptions extends AppOverrides {
  /** Variables beside those that the test needs: `{ EXPECTED_ACCESS_KEY: … }`. */
  environment?: Record<string, string>;
  drainDeadlineMs?: number;
}

/** The whole app on a free port with a database of its own; `await using`. */
export async function startTestServer({ environment = {}, drainDeadlineMs, ...overrides }: TestServerOptions = {}): Promise<TestServer> {
  await using starting = new AsyncDisposableStack();
  const { settings } = starting.use(await testDatabaseSettings());
  const variables = { PORT: "0", LOG_LEVEL: "silent", ASSAY_DATA_DIR: settings.dataDirectory, ...environment };
  const config = loadConfig({
    environment: settings.url === undefined ? variables : { ...variables, DATABASE_URL: settings.url },
    directory: settings.dataDirectory,
  });
  const app = starting.use(await createApp(config, overrides));
  const server = starting.use(await openServer(app, drainDeadlineMs === undefined ? {} : { drainDeadlineMs }));
  const parts = starting.move();
  return {
    app,
    url: server.url,
    server,
    dataDirectory: settings.dataDirectory,
    call: (method, path, options) => call(`${server.url}${path}`, method, options),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The header that lets the command line of this machine in. */
export function localKey(dataDirectory: string): Record<string, string> {
  return { api_key: readServerFile(dataDirectory)?.token ?? "" };
}

async function call<Body>(url: string, method: string, { body, headers = {} }: CallOptions = {}): Promise<Answer<Body>> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "") && text !== "";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
