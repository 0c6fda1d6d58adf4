import fc from "fast-check";
import { expect, test } from "vitest";
import { EventTooLongError, SseParser } from "./sse-parser.ts";

function parse(parts: readonly Buffer[]): string[] {
  const events: string[] = [];
  const parser = new SseParser((data) => events.push(data));
  for (const part of parts) parser.push(part);
  parser.end();
  return events;
}

const STREAM = Buffer.from(
  '\ufeff: hello\ndata: {"a":"漢字 😀"}\n\nevent: x\nid: 1\nretry: 5\r\ndata:no blank\r\n\r\ndata: two\rdata: lines\r\rdata: last',
);
const EVENTS = ['{"a":"漢字 😀"}', "no blank", "two\nlines", "last"];

test("reads LF, CRLF and CR, comments, other fields, several data lines, and an end without a blank line", () => {
  expect(parse([STREAM])).toEqual(EVENTS);
});

test("split at every byte it is the same", () => {
  expect(parse([...STREAM].map((byte) => Buffer.of(byte)))).toEqual(EVENTS);
  for (let at = 0; at < STREAM.length; at++) expect(parse([STREAM.subarray(0, at), STREAM.subarray(at)])).toEqual(EVENTS);
});

test("any texts, split anywhere, come back as they were", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 }).map((value) => JSON.stringify(value.toWellFormed()));
  fc.assert(
    fc.property(fc.array(text), fc.constantFrom("\n", "\r\n", "\r"), fc.integer({ min: 1, max: 30 }), (texts, lineEnd, size) => {
      const bytes = Buffer.from(texts.map((one) => `data: ${one}${lineEnd}${lineEnd}`).join(""));
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, part) => bytes.subarray(part * size, (part + 1) * size));
      expect(parse(parts)).toEqual(texts);
    }),
  );
});

test.each([
  ["a line without an end", "x".repeat(1024)],
  ["an event of ever more lines", `data: ${"x".repeat(1024)}\n`],
])("%s does not grow for ever", (_what, piece) => {
  const parser = new SseParser(() => {});
  const part = Buffer.from(piece.repeat(1024));
  expect(() => {
    for (let i = 0; i < 10; i++) parser.push(part);
  }).toThrow(EventTooLongError);
});

test("a megabyte in single bytes is read in linear time", () => {
  const text = "y".repeat(1024 * 1024);
  const parser = new SseParser((data) => expect(data.length).toBe(text.length));
  for (const byte of Buffer.from(`data: ${text}\n\n`)) parser.push(Buffer.of(byte));
  expect.assertions(1);
});
