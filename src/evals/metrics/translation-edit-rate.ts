import type { TextMetric, TextPair } from "./text-pair.ts";

const MAX_MOVED = 10;
const MAX_DISTANCE = 50;
const MAX_MOVES_TRIED = 1000;

type Words = readonly string[];
/** How one text becomes the other, word by word; seen from the prediction. */
type Step = "same" | "other" | "missing" | "extra";

interface Edits {
  count: number;
  steps: Step[];
}

/**
 * TER over a corpus in per cent: words changed, and runs of words moved, per word of the references. Case does not matter.
 * Source: Snover et al., A Study of Translation Edit Rate (2006), with the search of tercom as sacreBLEU 2 follows it.
 */
export const translationEditRate: TextMetric = { parts, total };

/** Edits, and words of the reference. */
function parts([reference, prediction]: TextPair): number[] {
  const [wanted, written] = [wordsOf(reference), wordsOf(prediction)];
  return [editsOf(written, wanted), wanted.length];
}

function total([edits = 0, length = 0]: readonly number[]): number {
  return length > 0 ? (100 * edits) / length : edits > 0 ? 100 : 0;
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

function editsOf(prediction: Words, reference: Words): number {
  if (reference.length === 0) return prediction.length;
  let words = prediction;
  let moves = 0;
  let tried = 0;
  for (;;) {
    const best = bestMove(words, reference, tried);
    tried = best.tried;
    if (tried >= MAX_MOVES_TRIED || best.gain <= 0) break;
    moves++;
    words = best.words;
  }
  return moves + compare(words, reference).count;
}

/** The move of a run of words that saves most; of equals the longest run, then the first, then the least far. */
function bestMove(words: Words, reference: Words, triedBefore: number): { gain: number; words: Words; tried: number } {
  const before = compare(words, reference);
  const { placeOf, isReferenceWrong, isWordWrong } = alignmentOf(before.steps);
  let tried = triedBefore;
  let best: { rank: readonly number[]; words: Words } | null = null;
  for (const { start, at, length } of sharedRuns(words, reference)) {
    if (!isWordWrong.slice(start, start + length).includes(true)) continue;
    if (!isReferenceWrong.slice(at, at + length).includes(true)) continue;
    const aligned = placeOf.get(at) ?? Number.NaN;
    if (start <= aligned && aligned < start + length) continue;
    for (const target of targetsOf(at, length, placeOf)) {
      const moved = withMoved(words, start, length, target);
      tried++;
      const rank = [before.count - compare(moved, reference).count, length, -start, -target];
      if (best === null || isGreater(rank, best.rank)) best = { rank, words: moved };
    }
    if (tried >= MAX_MOVES_TRIED) break;
  }
  return best === null ? { gain: 0, words, tried } : { gain: best.rank[0] ?? 0, words: best.words, tried };
}

function isGreater(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
}

/** Where the run may go: behind the word that is aligned with the one before it, and with each of its own. */
function targetsOf(at: number, length: number, placeOf: ReadonlyMap<number, number>): number[] {
  const targets: number[] = [];
  for (let place = at - 1; place < at + length; place++) {
    const aligned = place === -1 ? -1 : placeOf.get(place);
    if (aligned === undefined) break;
    if (targets.at(-1) !== aligned + 1) targets.push(aligned + 1);
  }
  return targets;
}

function withMoved(words: Words, start: number, length: number, target: number): Words {
  const run = words.slice(start, start + length);
  const rest = [...words.slice(0, start), ...words.slice(start + length)];
  const place = target > start + length ? target - length : target;
  return [...rest.slice(0, place), ...run, ...rest.slice(place)];
}

/** Runs of words that both texts have, every length of them. */
function* sharedRuns(words: Words, reference: Words): Generator<{ start: number; at: number; length: number }> {
  for (let start = 0; start < words.length; start++) {
    for (let at = Math.max(0, start - MAX_DISTANCE); at < Math.min(reference.length, start + MAX_DISTANCE + 1); at++) {
      for (let length = 1; length <= MAX_MOVED && start + length <= words.length && at + length <= reference.length; length++) {
        if (words[start + length - 1] !== reference[at + length - 1]) break;
        yield { start, at, length };
      }
    }
  }
}

interface Alignment {
  /** The word that stands where a word of the reference is wanted, or the last before. */
  placeOf: Map<number, number>;
  isReferenceWrong: boolean[];
  isWordWrong: boolean[];
}

function alignmentOf(steps: readonly Step[]): Alignment {
  const alignment: Alignment = { placeOf: new Map(), isReferenceWrong: [], isWordWrong: [] };
  let [word, wanted] = [-1, -1];
  for (const step of steps) {
    if (step !== "missing") {
      word++;
      alignment.isWordWrong.push(step !== "same");
    }
    if (step !== "extra") {
      wanted++;
      alignment.isReferenceWrong.push(step !== "same");
      alignment.placeOf.set(wanted, word);
    }
  }
  return alignment;
}

/** Levenshtein distance of words with its steps; keeping or changing goes before leaving out, that before putting in. */
function compare(words: Words, reference: Words): Edits {
  const width = reference.length + 1;
  const counts = new Float64Array((words.length + 1) * width);
  const steps: Step[] = Array.from({ length: counts.length }, () => "missing");
  for (let j = 0; j < width; j++) counts[j] = j;
  for (let i = 1; i <= words.length; i++) {
    for (let j = 0; j < width; j++) {
      const at = i * width + j;
      const extra = (counts[at - width] ?? 0) + 1;
      const isSame = j > 0 && words[i - 1] === reference[j - 1];
      const kept = j === 0 ? Number.POSITIVE_INFINITY : (counts[at - width - 1] ?? 0) + (isSame ? 0 : 1);
      const missing = j === 0 ? Number.POSITIVE_INFINITY : (counts[at - 1] ?? 0) + 1;
      counts[at] = Math.min(kept, extra, missing);
      steps[at] = kept === counts[at] ? (isSame ? "same" : "other") : extra === counts[at] ? "extra" : "missing";
    }
  }
  return { count: counts.at(-1) ?? 0, steps: walkBack(steps, words.length, reference.length) };
}

function walkBack(steps: readonly Step[], rows: number, columns: number): Step[] {
  const path: Step[] = [];
  let [i, j] = [rows, columns];
  while (i > 0 || j > 0) {
    const step = steps[i * (columns + 1) + j] ?? "missing";
    path.push(step);
    if (step !== "missing") i--;
    if (step !== "extra") j--;
  }
  return path.toReversed();
}
