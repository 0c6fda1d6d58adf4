import { createNumpyRandom, createPythonRandom, type PythonRandom } from "../../../../src/evals/python/index.ts";
import { compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "rng.jsonl";

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
const times = <T>(n: number, make: () => T) => Array.from({ length: n }, make);
/** Where a second call would be of no use the record has none. */
const calls = ({ out, second_call: second }: RandomRow) => (second === null ? [out] : [out, second]);

/** How each kind of record was drawn. */
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

/** What CPython's random.Random and numpy's RandomState draw from a seed. */
export function checkRandom(vectors: Vectors): Outcome[] {
  return [...Map.groupBy(vectors.read<RandomRow>(FILE), ({ kind }) => kind)].map(([kind, rows]) =>
    compareRecords(FILE, kind, rows, (row) => ({
      name: `seed ${row.seed}, n ${row.n}`,
      found: draw(row),
      wanted: kind === "random" ? row.random : kind === "sample" ? calls(row) : row.out,
    })),
  );
}

function draw(row: RandomRow): unknown {
  if (row.kind === "numpy_permutation") return createNumpyRandom(Number(row.seed)).permutation(row.n);
  if (row.kind === "numpy_choice_noreplace") return createNumpyRandom(Number(row.seed)).choiceWithoutReplacement(row.n, Number(row.k));
  const how = DRAWS[row.kind];
  if (how === undefined) throw new Error(`no way to draw ${row.kind}`);
  return how(createPythonRandom(BigInt(row.seed)), row);
}
