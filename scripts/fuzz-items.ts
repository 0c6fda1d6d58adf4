/**
 * Mutates signed data items and wants every one refused for its reason: none accepted, no other error, and a hostile one at
 * once. `npm run fuzz:items [-- --items 300000 --seed 1]`. Exit code 1: something was accepted or broke.
 */
import { parseArgs } from "node:util";
import { createWallet, DataItemError, parseDataItem, signDataItem, verifyDataItem, type Tag } from "../src/ao/index.ts";

const { values } = parseArgs({ options: { items: { type: "string", default: "300000" }, seed: { type: "string", default: "1" } } });
const HOSTILE_ROUNDS = 1000;
const PROCESS = "DLJoP8Xtdat6SKz3kqYGZPaa7DJBG6etF1jRLQCwquo";
const HEADER = 2 + 512 + 512;

const random = generator(Number(values.seed));
const originals = await signOriginals();
const outcomes = new Map<string, number>();
const failures: string[] = [];
const count = Number(values.items);
const start = performance.now();
for (let made = 0; made < count;) {
  const mutant = mutate(pick(originals));
  if (originals.some((one) => one.equals(mutant))) continue;
  made += 1;
  const outcome = outcomeOf(mutant);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (outcome === "accepted" || outcome.startsWith("broke")) failures.push(`${outcome}: ${mutant.toString("base64")}`);
}
const seconds = (performance.now() - start) / 1000;
const hostileMs = medianHostileMs();
for (const failure of failures.slice(0, 10)) console.log(failure);
console.log([...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(", "));
console.log(
  `fuzz: ${count} items, ${failures.length} failed, ${Math.round(count / seconds)} a second; the hostile item is refused in ${hostileMs.toFixed(3)} ms (median of ${HOSTILE_ROUNDS})`,
);
process.exitCode = failures.length === 0 && hostileMs < 1 ? 0 : 1;

function outcomeOf(bytes: Buffer): string {
  try {
    return verifyDataItem(parseDataItem(bytes)) ? "accepted" : "signature";
  } catch (error) {
    return error instanceof DataItemError ? error.fault : `broke (${String(error)})`;
  }
}

async function signOriginals(): Promise<Buffer[]> {
  const wallet = await createWallet();
  const few: Tag[] = [{ name: "Action", value: "Transfer" }];
  const many: Tag[] = Array.from({ length: 100 }, (_, at) => ({ name: `Name-${at}`, value: `värde ${at}` }));
  return [
    signDataItem(wallet, { target: PROCESS, tags: few, data: "1234" }),
    signDataItem(wallet, { tags: many, data: "" }),
    signDataItem(wallet, { target: PROCESS, tags: [], data: "x".repeat(2000) }),
  ];
}

/** One to four changes: a bit, a byte, a piece taken out, doubled, moved in from another item, or all behind a place cut off. */
function mutate(original: Buffer): Buffer {
  let bytes = Buffer.from(original);
  for (let changes = 1 + below(4); changes > 0 && bytes.length > 0; changes--) {
    // Where an item is read, rather than its kilobyte of signature and key.
    const at = below(2) === 0 && bytes.length > HEADER ? HEADER + below(bytes.length - HEADER) : below(bytes.length);
    const length = 1 + below(40);
    const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
    switch (below(6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        bytes[at] = pick([0, 1, 0x7f, 0x80, 0xff, below(256)]);
        break;
      case 2:
        bytes = Buffer.concat([before, after]);
        break;
      case 3:
        bytes = Buffer.concat([before, piece, piece, after]);
        break;
      case 4:
        bytes = Buffer.concat([before, pick(originals).subarray(at, at + length), after]);
        break;
      default:
        bytes = Buffer.from(before);
    }
  }
  return bytes;
}

/** A right header and a block of 2^40 tags whose lengths go backwards: from it the libraries of the field never return. */
function medianHostileMs(): number {
  const tags = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 1]);
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64LE(1n);
  numbers.writeBigUInt64LE(BigInt(tags.length), 8);
  const item = Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(1024, 7), Buffer.from([0, 0]), numbers, tags, Buffer.from("x")]);
  const times = Array.from({ length: HOSTILE_ROUNDS }, () => {
    const from = performance.now();
    if (outcomeOf(item) !== "tags") failures.push("the hostile item was not refused for its tags");
    return performance.now() - from;
  });
  return times.toSorted((a, b) => a - b)[HOSTILE_ROUNDS / 2] ?? Number.NaN;
}

function pick<T>(from: readonly T[]): T {
  return from[below(from.length)] as T;
}

function below(limit: number): number {
  return Math.floor(random() * limit);
}

/** Park and Miller's generator: a seed gives the same mutants everywhere, but for the key. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
