import { expect } from "vitest";
import type { CompareEvent } from "../../src/gateway/index.ts";
import { post, readEvents } from "./chat-stream.ts";
import type { TestServer } from "./server.ts";

type Asked = Extract<CompareEvent, { type: "asked" }>;
type End = Extract<CompareEvent, { type: "end" }>;

/** A stream of `POST /assay/v1/compare` that keeps every rule of it. */
export interface CompareStream {
  asked: Asked;
  /** What came of each column: all its deltas, and its end. */
  columns: { text: string; deltas: number; end: End }[];
  consensus: Extract<CompareEvent, { type: "consensus" }> | undefined;
}

/** Asks and checks the stream: who is asked first, each column ended once and nothing of it after, `done` last. */
export async function compare(
  server: TestServer,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<CompareStream> {
  const response = await post(
    server,
    "/assay/v1/compare",
    { messages: [{ role: "user", content: "What is 6 x 7?" }], ...more },
    { headers },
  );
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  const events = readEvents(await response.text()) as CompareEvent[];
  const [asked] = events;
  if (asked?.type !== "asked") throw new Error("the first event says who is asked");
  expect(events.at(-1)?.type).toBe("done");
  const columns = asked.answers.map(({ position }, index) => {
    expect(position).toBe(index);
    const own = events.filter((event) => "position" in event && event.position === position && event.type !== "consensus");
    const end = own.at(-1);
    if (end?.type !== "end") throw new Error(`column ${position} ends`);
    const deltas = own.slice(0, -1).map((event) => (event.type === "delta" ? event.text : expect.fail("only deltas before the end")));
    return { text: deltas.join(""), deltas: deltas.length, end };
  });
  return { asked, columns, consensus: events.find((event) => event.type === "consensus") };
}
