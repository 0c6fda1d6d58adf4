import { AssayError } from "../lib/errors.ts";
import type { Candidate } from "./candidate.ts";
import { isDecided } from "./ensembles/index.ts";
import { pickAnswer, type Preference } from "./pick-answer.ts";
import { publicMessage } from "./public-message.ts";
import { settleAnswers, toAnswers, type Agreement } from "./settle-answers.ts";

/** Looks at whether the answers so far decide: each reads all of them. */
const MAX_LOOKS = 16;

interface RaceOptions {
  /** Which of the whole answers wins; undefined: the first useful one, while it comes. */
  preference: Preference | undefined;
  /** Whether all are awaited though the answers so far decide what most agree on: somebody else has the last word. */
  isPatient?: boolean;
  /** One candidate is decided on: the others are not needed any more. */
  onCommit(candidate: Candidate): void;
  /** A chunk of the winner, from the first on. */
  onChunk(candidate: Candidate, position: number): void;
}

/** Decides between candidates as their answers come. Knows no clock and asks nobody: it is told what changed. */
export class Race {
  readonly #candidates: readonly Candidate[];
  readonly #options: RaceOptions;
  readonly #outcome = Promise.withResolvers<Candidate>();
  #committed: Candidate | undefined;
  #agreement: Agreement | undefined;
  #handedOn = 0;
  #isHurried = false;

  constructor(candidates: readonly Candidate[], options: RaceOptions) {
    this.#candidates = candidates;
    this.#options = options;
  }

  /** Preference `best` or `vote`: how much the answers agree, once one is decided on. */
  get agreement(): Agreement | undefined {
    return this.#agreement;
  }

  /** Whose answer is handed on, once that is decided. */
  get committed(): Candidate | undefined {
    return this.#committed;
  }

  /** The winner, when its whole answer was handed on. Rejects with an AssayError. */
  get result(): Promise<Candidate> {
    return this.#outcome.promise;
  }

  /** A candidate said more, or ended. */
  changed(candidate: Candidate): void {
    if (!this.#committed && this.#options.preference === undefined) this.#commit(this.#firstUseful());
    if (this.#committed === candidate) this.#follow(candidate);
    else if (!this.#committed && (this.#candidates.every(({ state }) => state !== "open") || this.#isSettledBy(candidate)))
      this.#decide("upstream", "No worker gave an answer");
  }

  /** From now on one whole answer is enough. */
  hurry(): void {
    this.#isHurried = true;
    if (!this.#committed && this.#candidates.some(isGood)) this.#decide("upstream", "No worker gave an answer");
  }

  /** Time is up, or the caller left: whole answers that are there are used. `reason` is a sentence without its end. */
  end(code: "timeout" | "cancelled", reason: string): void {
    if (this.#committed) this.#outcome.reject(new AssayError(code, `${reason}; the answer is cut short.`));
    else this.#decide(code, reason);
  }

  /** The first that says something and cannot turn out a refusal; when nobody else is left, whoever speaks. */
  #firstUseful(): Candidate | undefined {
    const left = this.#candidates.filter(({ state }) => state !== "failed");
    const speaking = left.filter(({ text }) => text !== "");
    return speaking.find((one) => one.isUseful) ?? (left.length === 1 ? speaking[0] : undefined);
  }

  /** Whether those that still answer are not waited for: they are late, or cannot change what most agree on. */
  #isSettledBy(candidate: Candidate): boolean {
    const { preference, isPatient = false } = this.#options;
    if (!isGood(candidate) || preference === undefined) return false;
    if (this.#isHurried) return true;
    if (isPatient || (preference !== "best" && preference !== "vote")) return false;
    const whole = this.#candidates.filter(isGood);
    if (whole.length % Math.ceil(this.#candidates.length / MAX_LOOKS) !== 0) return false;
    const open = this.#candidates.filter(({ state }) => state === "open");
    return isDecided(
      toAnswers(whole),
      open.map(({ worker }) => ({ uid: worker.uid, owner: worker.owner, weight: worker.incentive.value })),
    );
  }

  #commit(candidate: Candidate | undefined): void {
    if (!candidate) return;
    this.#committed = candidate;
    this.#options.onCommit(candidate);
    this.#follow(candidate);
  }

  #follow(candidate: Candidate): void {
    for (; this.#handedOn < candidate.chunks.length; this.#handedOn++) this.#options.onChunk(candidate, this.#handedOn);
    if (candidate.state === "whole") this.#outcome.resolve(candidate);
    if (candidate.state === "failed") {
      const message = `The worker broke off in the middle of its answer: ${publicMessage(candidate.failure)}`;
      this.#outcome.reject(new AssayError("upstream", message, { cause: candidate.failure }));
    }
  }

  #pick(whole: readonly Candidate[]): Candidate | undefined {
    const { preference = "longest" } = this.#options;
    if (preference !== "best" && preference !== "vote") return pickAnswer(whole, preference);
    const found = settleAnswers(whole, preference);
    this.#agreement = found?.agreement;
    return found?.winner;
  }

  #decide(code: "timeout" | "cancelled" | "upstream", reason: string): void {
    const whole = this.#candidates.filter(({ state }) => state === "whole");
    const winner = this.#pick(whole);
    if (winner) return this.#commit(winner);
    const failures = new Set(this.#candidates.flatMap(({ state, failure }) => (state === "failed" ? [publicMessage(failure)] : [])));
    const message = failures.size === 0 ? `${reason}.` : `${reason}: ${[...failures].slice(0, 3).join(" ")}`;
    this.#outcome.reject(new AssayError(code, message));
  }
}

function isGood({ state, isUseful }: Candidate): boolean {
  return state === "whole" && isUseful;
}
