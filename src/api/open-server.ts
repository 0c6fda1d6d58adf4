import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { App } from "../app.ts";
import { AssayError } from "../lib/errors.ts";
import { buildServer, newLocalToken } from "./build-server.ts";
import { trackConnections, type Connections } from "./track-connections.ts";
import { readServerFile, removeServerFile, writeServerFile } from "./server-file.ts";
import type { ApiServer } from "./server-types.ts";
import { selectKeys } from "./store.ts";

const DRAIN_DEADLINE_MS = 10_000;

/** A server that listens. Disposing it stops to accept, lets requests end within the deadline, and cuts the rest. */
export interface RunningServer extends AsyncDisposable {
  /** Where this machine reaches it: `http://127.0.0.1:10000`. */
  url: string;
  /** Whether anybody on this machine may call, because no key is configured. */
  isOpen: boolean;
}

interface OpenServerOptions {
  drainDeadlineMs?: number;
}

/**
 * Listens where the configuration says and writes `server.json` for the command line.
 * @throws AssayError `invalid_input` when others could reach it without a key; `in_use` when the port is taken
 */
export async function openServer(app: App, { drainDeadlineMs = DRAIN_DEADLINE_MS }: OpenServerOptions = {}): Promise<RunningServer> {
  const { config, instance } = app;
  const { host, port, isLoopback } = config.server;
  const isOpen = config.expectedAccessKey === undefined && (await selectKeys(app.db)).length === 0;
  if (isOpen && !isLoopback) {
    throw new AssayError(
      "invalid_input",
      `HOST is ${host}, where others can reach it, and no key is configured: set EXPECTED_ACCESS_KEY, or leave HOST at 127.0.0.1.`,
      { field: "HOST" },
    );
  }
  const token = newLocalToken();
  const server = await buildServer(app, { localToken: token });
  const connections = trackConnections(server.server);
  try {
    await server.listen({ host, port });
  } catch (cause) {
    await server.close();
    throw listenError(cause, host, port);
  }
  const url = `http://${localName(host)}:${(server.server.address() as AddressInfo).port}`;
  mkdirSync(config.dataDirectory, { recursive: true });
  writeServerFile(config.dataDirectory, { pid: process.pid, url, token, instance });
  return {
    url,
    isOpen,
    async [Symbol.asyncDispose]() {
      if (readServerFile(config.dataDirectory)?.instance === instance) removeServerFile(config.dataDirectory);
      await drain(server, connections, drainDeadlineMs);
    },
  };
}

async function drain(server: ApiServer, connections: Connections, deadlineMs: number): Promise<void> {
  const lastResort = setTimeout(() => server.server.closeAllConnections(), deadlineMs);
  const closed = server.close();
  connections.closeUnused();
  await closed;
  clearTimeout(lastResort);
}

function localName(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function listenError(cause: unknown, host: string, port: number): Error {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    return new AssayError("in_use", `Port ${port} on ${host} is taken: stop what listens there, or set PORT to another.`, {
      cause,
      field: "PORT",
    });
  }
  if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new AssayError("invalid_input", `It is not possible to listen on ${host}, port ${port} (${code}).`, { cause, field: "HOST" });
  }
  return cause as Error;
}
