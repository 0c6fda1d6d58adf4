import fc from "fast-check";
import { expect, test } from "vitest";
import { WorkerFault, type StreamEnd, type StreamSink, type WorkerSnapshot } from "../workers/index.ts";
import { continueStream } from "./continue-stream.ts";
import { plainPiece, SentText } from "./sent-text.ts";

const END = { finishReason: "stop", usage: null, durationMs: 1, firstEventMs: 1 } satisfies StreamEnd;
const piece = (text: string, reason: string | null = null) =>
  JSON.stringify({ id: "x", choices: [{ index: 0, delta: { content: text }, finish_reason: reason }] });

/** Siblings that stream these pieces and then end well, or fail where `null` stands. */
async function play(sent: string, siblings: (string | null)[][]) {
  const received: string[] = [];
  let asked = 0;
  const ask = async (_worker: WorkerSnapshot, sink: StreamSink) => {
    const pieces = siblings[asked - 1] ?? [];
    for (const [at, text] of pieces.entries()) {
      if (text === null) throw new WorkerFault("connection", "lost");
      sink.onEvent(piece(text, at === pieces.length - 1 ? "stop" : null));
    }
    return END;
  };
  const next = () => (asked < siblings.length ? ({ uid: (asked += 1) } as WorkerSnapshot) : undefined);
  const sink = { onEvent: (data: string) => void received.push(plainPiece(JSON.parse(data))?.text ?? "") };
  const result = await continueStream({ sent, next, ask, sink }).catch((error: unknown) => error);
  return { result, text: received.join(""), asked };
}

test("what the caller has in the end is the sibling's own answer, or nothing was added", async () => {
  const cut = fc.array(fc.nat({ max: 12 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), cut, async (sent, whole, cuts) => {
      const places = [...new Set(cuts.filter((at) => at < whole.length))].toSorted((a, b) => a - b);
      const pieces = [0, ...places].map((from, index) => whole.slice(from, places[index] ?? whole.length));
      const { result, text } = await play(sent, [pieces]);
      const agrees = whole.startsWith(sent);
      expect(result === undefined).toBe(!agrees);
      expect(sent + text).toBe(agrees ? whole : sent);
    }),
  );
});

test("a second sibling is asked where the first differs or fails, and no third", async () => {
  expect(await play("Paris is", [["London"], ["Paris", " is big"]])).toMatchObject({ result: { worker: { uid: 2 } }, text: " big" });
  expect(await play("Paris is", [["Par", null], ["Paris is it"]])).toMatchObject({ result: { worker: { uid: 2 } }, text: " it" });
  expect(await play("Paris is", [["x"], ["y"], ["Paris is"]])).toEqual({ result: undefined, text: "", asked: 2 });
});

test("a sibling that went on and breaks off is the end of it", async () => {
  const { result, text, asked } = await play("Pa", [["Paris", null], ["Paris is"]]);
  expect(result).toMatchObject({ fault: "connection" });
  expect([text, asked]).toEqual(["ris", 1]);
});

test.each([
  [{ choices: [{ index: 0, delta: { tool_calls: [{}] } }] }],
  [{ choices: [{ index: 0, delta: { content: "a" }, logprobs: { content: [] } }] }],
  [{ choices: [{ index: 1, delta: { content: "a" } }] }],
  [
    {
      choices: [
        { index: 0, delta: {} },
        { index: 1, delta: {} },
      ],
    },
  ],
  [{ choices: [{ index: 0, delta: { reasoning_content: "hm" } }] }],
])("%j is more than a text: nobody continues it", (event) => {
  const sent = new SentText();
  sent.add(event);
  expect(sent.isPlain).toBe(false);
});

test("roles, usage and ends are no text", () => {
  const sent = new SentText();
  sent.add({ choices: [{ index: 0, delta: { role: "assistant", content: "" }, logprobs: null }] });
  sent.add({ choices: [{ index: 0, delta: { content: "It is", refusal: null }, finish_reason: null }] });
  sent.add({ choices: [{ text: " 42", index: 0, finish_reason: "stop" }] });
  sent.add({ choices: [], usage: { prompt_tokens: 1 } });
  expect(sent).toMatchObject({ isPlain: true, text: "It is 42" });
});
