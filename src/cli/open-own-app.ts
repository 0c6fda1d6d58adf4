import { buildServer } from "../api/index.ts";
import { createApp } from "../app.ts";
import type { Config } from "../config/index.ts";
import { createLogger } from "../log/index.ts";
import { createApiCalls, type Call } from "./api-calls.ts";
import type { Client } from "./command.ts";

/** The command's own token: the app is nobody else's, but keys may be configured all the same. */
const TOKEN = "the command that opened this app";

/** Opens the data in this process and calls its API without a network. Logs only warnings: the output is the command's. */
export async function openOwnApp(config: Config): Promise<Client> {
  const isChatty = config.logLevel === "trace" || config.logLevel === "debug";
  await using opening = new AsyncDisposableStack();
  const app = opening.use(await createApp(config, { log: createLogger({ level: isChatty ? config.logLevel : "warn" }) }));
  const server = await buildServer(app, { localToken: TOKEN });
  opening.defer(() => server.close());
  const call = ({ method, path, body }: Call, payloadAsStream: boolean) =>
    server.inject({
      method,
      url: path,
      headers: { api_key: TOKEN, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { payload: body }),
      payloadAsStream,
    });
  const calls = createApiCalls({
    send: async (one) => {
      const response = await call(one, false);
      return { status: response.statusCode, text: response.payload };
    },
    open: async (one) => {
      const response = await call(one, true);
      return { status: response.statusCode, bytes: response.stream() };
    },
  });
  const parts = opening.move();
  return { ...calls, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
