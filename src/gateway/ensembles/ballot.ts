import { type Answer, voterOf } from "./answer.ts";
import { extractAnswer } from "./extract-answer.ts";
import type { ExtractedAnswer } from "./extracted-answer.ts";
import { trigramSimilarities } from "./trigram-similarities.ts";
import { weighVoters } from "./weigh-voters.ts";

/** One opinion: an answer, together with the same owner's near-duplicates of it. */
export interface Ballot {
  answer: Answer;
  /** All workers that gave it, ascending. */
  uids: number[];
  weight: number;
  /** The final answer that the text states; undefined: none, or code, which is compared by its text. */
  stated: ExtractedAnswer | undefined;
}

export interface Ballots {
  ballots: Ballot[];
  /** How alike the texts of two ballots are, 0..1; of code answers the code. */
  similarities: Float64Array[];
}

const NEAR_DUPLICATE = 0.97;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Turns answers into ballots: answers without a word are set aside while another remains, near-duplicates of one owner
 * count once, owners have one vote each. The order of the answers does not matter.
 */
export function castBallots(answers: readonly Answer[]): Ballots {
  const worded = answers.filter(({ text }) => WORD.test(text));
  const candidates = (worded.length > 0 ? worded : answers).toSorted(byUid);
  const extracted = candidates.map(({ text }) => extractAnswer(text));
  const all = trigramSimilarities(candidates.map(({ text }, index) => codeOf(extracted[index]) ?? text));
  const groups = foldDuplicates(candidates, (a, b) => isSame(extracted[a], extracted[b]) && (all[a]?.[b] ?? 0) >= NEAR_DUPLICATE);
  const weights = weighVoters(groups.map(({ voter }) => voter));
  const ballots = groups.map(({ first, members, voter }, index) => {
    const stated = extracted[first];
    const uids = members.map(({ uid }) => uid);
    return { answer: { ...voter }, uids, weight: weights[index] ?? 0, stated: stated?.kind === "code" ? undefined : stated };
  });
  return { ballots, similarities: groups.map(({ first }) => Float64Array.from(groups, (other) => all[first]?.[other.first] ?? 0)) };
}

interface Group {
  first: number;
  members: Answer[];
  /** The first of them, with the weight of the heaviest. */
  voter: Answer;
}

function foldDuplicates(answers: readonly Answer[], areAlike: (a: number, b: number) => boolean): Group[] {
  const groups: Group[] = [];
  for (const [index, answer] of answers.entries()) {
    const same = groups.find(({ first, voter }) => voterOf(voter) === voterOf(answer) && areAlike(first, index));
    if (same === undefined) groups.push({ first: index, members: [answer], voter: answer });
    else {
      same.members.push(answer);
      same.voter = { ...same.voter, weight: Math.max(same.voter.weight, answer.weight) };
    }
  }
  return groups;
}

/** Two long texts may differ in nothing but the answer that they state. */
function isSame(a: ExtractedAnswer | undefined, b: ExtractedAnswer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.kind === b.kind && (a.kind === "code" || a.value === b.value);
}

function codeOf(extracted: ExtractedAnswer | undefined): string | undefined {
  return extracted?.kind === "code" ? extracted.value : undefined;
}

/** An order that is the same in whatever order the answers came. */
function byUid(a: Answer, b: Answer): number {
  if (a.uid !== b.uid) return a.uid - b.uid;
  const [one, other] = [a, b].map(({ text, owner, weight }) => `${text} ${owner} ${weight}`);
  return one === undefined || other === undefined || one === other ? 0 : one < other ? -1 : 1;
}
