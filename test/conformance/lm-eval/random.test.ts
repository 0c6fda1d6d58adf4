import { describe, expect, test } from "vitest";

import { createPythonRandom, type PythonRandom } from "../../../src/evals/python/index.ts";
import { findDisagreements, goldenIsMissing, goldenSets, readGolden } from "./golden.ts";

interface RandomRow {
  kind: string;
  seed: string;
  n: number;
  k: number | number[];
  args: [number, number][];
  random: number[];
  out: unknown;
  second_call?: unknown;
}

const upTo = (n: number) => Array.from({ length: n }, (_, at) => at);
const times = <T>(n: number, draw: () => T) => Array.from({ length: n }, draw);

/** Where a second call would be of no use the record has none. */
const calls = ({ out, second_call }: RandomRow) => (second_call === null ? [out] : [out, second_call]);

/** How each kind of record was drawn. Kinds of numpy are not among them yet. */
const DRAWS: Record<string, (random: PythonRandom, row: RandomRow) => unknown> = {
  random: (random, row) => times(row.random.length, () => random.random()),
  getrandbits: (random, row) => [row.k].flat().map((bits) => random.getRandomBits(bits).toString()),
  randint: (random, row) => row.args.map(([low, high]) => random.randomInteger(low, high)),
  sample: (random, row) => times(row.second_call === null ? 1 : 2, () => random.sample(upTo(row.n), Number(row.k))),
  shuffle: (random, row) => {
    const items = upTo(row.n);
    random.shuffle(items);
    return items;
  },
  choices: (random, row) => random.choices(upTo(row.n), Number(row.k)),
  choice: (random, row) => times((row.out as unknown[]).length, () => random.choice(upTo(row.n))),
  gsm8k_stream: (random, row) => times((row.out as unknown[]).length, () => random.sample(upTo(row.n), Number(row.k))),
  gsm8k_stream_chat_single: (random, row) =>
    times((row.out as unknown[]).length, () => [random.sample(upTo(row.n), Number(row.k)), random.sample(upTo(row.n), Number(row.k))][1]),
};

describe.skipIf(goldenIsMissing !== null)(`random.Random draws as CPython's (${goldenIsMissing ?? goldenSets()})`, () => {
  const rows = readGolden<RandomRow>("rng.jsonl");

  test.each(
    Object.keys(DRAWS)
      .map((kind) => rows.filter((row) => row.kind === kind))
      .map((of) => [of[0]?.kind ?? "", of.length, of] as const),
  )("%s: %i vectors", (kind, _count, ofKind) => {
    const disagreements = findDisagreements(ofKind, (row) => ({
      name: JSON.stringify({ seed: row.seed, n: row.n }),
      found: DRAWS[kind]?.(createPythonRandom(BigInt(row.seed)), row),
      wanted: kind === "random" ? row.random : kind === "sample" ? calls(row) : row.out,
    }));
    expect(disagreements).toEqual([]);
  });
});
