import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { carriedEndpoint, complete, Endpoint } from "../../llm/index.ts";
import { createLogger } from "../../log/index.ts";
import { answer, startUpstream, type Play } from "../../../test/support/upstream.ts";
import type { JoinEvent } from "./join-options.ts";
import { joinServer } from "./join-server.ts";
import { PullHub } from "./pull-hub.ts";

const UID = 7;

/** A hub behind a port that lets everybody in as one worker. */
async function openHub(pulse: { heartbeatMs?: number; lostAfterMs?: number } = {}) {
  const hub = new PullHub({ log: createLogger({ level: "silent" }), ...pulse });
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket, { url = "" }) => {
    const query = new URL(url, "http://hub").searchParams;
    const maxConcurrency = Number(query.get("maxConcurrency"));
    hub.accept(socket, { uid: UID, name: "w", maxConcurrency, instance: query.get("instance") ?? "" });
  });
  await once(server, "listening");
  return {
    hub,
    line: hub.line(UID),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type OpenHub = Awaited<ReturnType<typeof openHub>>;

/** A process that joins, in this one. */
async function join({ url, line }: OpenHub, play: Play, maxConcurrency = 2) {
  const upstream = await startUpstream(play);
  const backend = new Endpoint({ baseUrl: upstream.baseUrl, connections: maxConcurrency, allowPrivate: true });
  const leaving = new AbortController();
  const events: JoinEvent[] = [];
  const before = line.connections.size;
  const ended = joinServer({
    url,
    key: undefined,
    name: "w",
    model: undefined,
    maxConcurrency,
    backend,
    signal: leaving.signal,
    onEvent: (event) => void events.push(event),
    firstDelayMs: 10,
  });
  await expect.poll(() => line.connections.size).toBe(before + 1);
  return {
    upstream,
    events,
    leave: () => leaving.abort(),
    ended,
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await upstream[Symbol.asyncDispose]();
      await ended.catch(() => {});
      await backend[Symbol.asyncDispose]();
    },
  };
}

const ask = ({ line }: OpenHub, signal?: AbortSignal) =>
  complete(carriedEndpoint("its backend", line.carry), "/chat/completions", "{}", { timeoutMs: 20_000, signal });

test("never more than its places are lent to a connection; the rest waits in order and is answered", async () => {
  await using hub = await openHub();
  let most = 0;
  const play: Play = async (request, response, control) => {
    most = Math.max(most, joined.upstream.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    await answer("42")(request, response, control);
  };
  await using joined = await join(hub, play, 3);
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(hub)));
  expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(["42"]));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(3);
});

test("where nobody is connected a request fails at once, and who waits for a connection gets the first", async () => {
  await using hub = await openHub();
  await expect(ask(hub)).rejects.toMatchObject({ kind: "connection", message: "it is not connected." });
  await expect(hub.line.untilConnected({ signal: undefined, timeoutMs: 1 })).rejects.toMatchObject({ kind: "connection" });
  const leaving = new AbortController();
  const left = hub.line.untilConnected({ signal: leaving.signal, timeoutMs: 60_000 });
  leaving.abort();
  await expect(left).rejects.toMatchObject({ kind: "cancelled" });
  const waiting = hub.line.untilConnected({ signal: undefined, timeoutMs: 60_000 });
  await using _joined = await join(hub, answer("42"));
  await waiting;
  expect((await ask(hub)).text).toBe("42");
});

test("one that breaks every connection it is lent to is given up, and does not take the worker with it", async () => {
  await using hub = await openHub();
  await using joined = await join(hub, () => hub.line.connections.forEach((one) => one.close(1011, "broke")));
  await using _other = await join(hub, () => hub.line.connections.forEach((one) => one.close(1011, "broke")));
  await expect(ask(hub)).rejects.toMatchObject({ kind: "connection" });
  await expect.poll(() => hub.line.connections.size).toBe(2);
  expect(joined.events.map(({ type }) => type).slice(0, 3)).toEqual(["joined", "lost", "joined"]);
});

test("requests that wait for room are given up when the last connection goes, and when their callers leave", async () => {
  await using hub = await openHub();
  await using joined = await join(hub, () => {}, 1);
  const leaving = new AbortController();
  const [first, second, third] = [ask(hub), ask(hub, leaving.signal), ask(hub)].map((asked) => asked.catch((error: unknown) => error));
  await expect.poll(() => joined.upstream.inFlight).toBe(1);
  leaving.abort();
  expect(await second).toMatchObject({ kind: "cancelled" });
  joined.leave();
  expect(await third).toMatchObject({ kind: "connection", message: "it is not connected." });
  await hub.hub[Symbol.asyncDispose]();
  expect(await first).toMatchObject({ kind: "connection", message: "its connection was lost." });
  await joined.ended;
});

test("a backend that is down is the worker's fault, in its own words", async () => {
  await using hub = await openHub();
  await using joined = await join(hub, answer("42"));
  await joined.upstream[Symbol.asyncDispose]();
  await expect(ask(hub)).rejects.toMatchObject({ kind: "connection", message: expect.stringContaining("ECONNREFUSED") });
});

test("a removed worker's process is told so, and does not come again", async () => {
  await using hub = await openHub();
  await using joined = await join(hub, answer("42"));
  hub.hub.retain(new Set());
  await expect(joined.ended).rejects.toThrow("The server closed the connection: the worker was removed from the network.");
});
