import fc from "fast-check";
import { expect, test } from "vitest";
import { ChunkWriter } from "./stream-chunk.ts";

const now = () => new Date("2026-01-02T03:04:05Z");

test("sequence numbers from 1 without gaps, accumulated is the concatenation of the deltas, one final chunk", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 300 }), fc.boolean(), (deltas, accumulate) => {
      const writer = new ChunkWriter({ accumulate, now });
      const chunks = [...deltas.map((delta, index) => writer.chunk(7, delta, index / 10)), writer.final(7)];
      expect(chunks.map((chunk) => chunk.sequence_number)).toEqual(chunks.map((_, index) => index + 1));
      expect(chunks.filter((chunk) => chunk.finish_reason !== null)).toEqual([chunks.at(-1)]);
      expect(chunks.at(-1)).toMatchObject({
        delta: "",
        finish_reason: "completed",
        selected_uid: 7,
        miner_uid: 7,
        accumulated_chunks: deltas,
      });
      for (const [index, chunk] of chunks.slice(0, -1).entries()) {
        const isAccumulated = accumulate && index < 256;
        expect(chunk.accumulated_chunks).toEqual(isAccumulated ? deltas.slice(0, index + 1) : undefined);
        expect(chunk.accumulated_chunks_timings).toEqual(isAccumulated ? deltas.slice(0, index + 1).map((_, i) => i / 10) : undefined);
        expect(chunk.accumulated_timings).toEqual(chunk.accumulated_chunks_timings);
      }
    }),
    { numRuns: 30 },
  );
});

test("an error takes the next number and names what happened", () => {
  const writer = new ChunkWriter({ accumulate: true, now });
  writer.chunk(1, "a", 0);
  expect(writer.error("timed out after 2 s")).toEqual({
    error: "timed out after 2 s",
    timestamp: "2026-01-02T03:04:05.000Z",
    sequence_number: 2,
    finish_reason: "error",
  });
});

test("large pieces are not accumulated beyond 64 KiB: they would grow just as quadratically", () => {
  const writer = new ChunkWriter({ accumulate: true, now });
  const piece = "x".repeat(40 * 1024);
  expect(writer.chunk(1, piece, 0).accumulated_chunks).toHaveLength(1);
  expect(writer.chunk(1, piece, 0).accumulated_chunks).toBeUndefined();
  expect(writer.final(1).accumulated_chunks).toEqual([piece, piece]);
});
