import { inspect } from "node:util";

/** A value that never shows itself: printed, logged or made into JSON it reads `set`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself; only where it is sent or compared. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "set";
  }

  toJSON(): string {
    return "set";
  }

  [inspect.custom](): string {
    return "set";
  }
}
