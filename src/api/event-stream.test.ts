import Fastify from "fastify";
import { expect, test } from "vitest";
import { openEventStream } from "./event-stream.ts";

/** The body of a response that is written by `write`, read from a real port. */
async function bodyOf(
  framing: "sse" | "ndjson",
  heartbeatMs: number,
  write: (send: (data: string) => void) => Promise<void>,
): Promise<string> {
  const server = Fastify();
  server.get("/", async (_request, reply) => {
    const events = openEventStream(reply, { framing, heartbeatMs });
    events.begin();
    await write((data) => events.send(data));
    events.end();
    return reply;
  });
  const url = await server.listen({ port: 0, host: "127.0.0.1" });
  try {
    return await (await fetch(url)).text();
  } finally {
    await server.close();
  }
}

const silentFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a silent stream of events gets comments between them, one of lines nothing", async () => {
  const write = async (send: (data: string) => void) => {
    send("1");
    await silentFor(100);
    send("2");
  };
  expect(await bodyOf("sse", 10, write)).toMatch(/^data: 1\n\n(: still there\n\n)+data: 2\n\n$/);
  expect(await bodyOf("ndjson", 10, write)).toBe("1\n2\n");
});

test("a stream that says something often enough gets none", async () => {
  const write = async (send: (data: string) => void) => {
    for (let i = 0; i < 5; i++) {
      send(String(i));
      await silentFor(1);
    }
  };
  expect(await bodyOf("sse", 60_000, write)).toBe("data: 0\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n");
});
