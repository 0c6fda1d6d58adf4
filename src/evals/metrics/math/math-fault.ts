/** A text that is no formula, or one that is beyond what is understood here. Never leaves this folder. */
export class MathFault extends Error {
  override readonly name = "MathFault";
}

/** What the reader makes of the text, or null where it is no formula. */
export function unlessFaulty<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MathFault) return null;
    throw error;
  }
}
