import type { Showing } from "./showing.ts";

const KEPT_MS = 2 * 3_600_000;
const MAX_KEPT = 1_000;
const MAX_CHARACTERS = 64 * 1024 * 1024;

interface Kept {
  showing: Showing;
  at: number;
  characters: number;
}

/**
 * What was shown a short while ago, so that a ballot needs to name it only: its texts and who wrote them are ours and not the
 * rater's to say. Two hours, 1,000 showings, 64 Mi characters, whichever ends first; what nobody votes on is stored nowhere.
 */
export class Showings {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;
  #characters = 0;

  /** @param now milliseconds of any clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(showing: Showing): void {
    const texts = showing.answers.reduce((sum, { text }) => sum + text.length, 0);
    const characters = texts + JSON.stringify(showing.prompt).length;
    this.#kept.set(showing.id, { showing, at: this.#now(), characters });
    this.#characters += characters;
    this.#forget();
  }

  /** undefined: never shown to this rater, or too long ago. */
  find(id: string, rater: string): Showing | undefined {
    this.#forget();
    const showing = this.#kept.get(id)?.showing;
    return showing?.rater === rater ? showing : undefined;
  }

  #forget(): void {
    for (const [id, { at, characters }] of this.#kept) {
      const isOld = this.#now() - at > KEPT_MS;
      if (!isOld && this.#kept.size <= MAX_KEPT && this.#characters <= MAX_CHARACTERS) return;
      this.#kept.delete(id);
      this.#characters -= characters;
    }
  }
}
