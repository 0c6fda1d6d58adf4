import { WorkerFault, type JsonObject, type StreamEnd, type StreamSink, type WorkerSnapshot } from "../workers/index.ts";
import { plainPiece, withText } from "./sent-text.ts";

/** Siblings that are asked for the rest of an answer. */
const MAX_SIBLINGS = 2;

interface ContinueInput {
  /** What the caller has. */
  sent: string;
  next(): WorkerSnapshot | undefined;
  ask(worker: WorkerSnapshot, sink: StreamSink): Promise<StreamEnd>;
  sink: StreamSink;
}

/** The sibling says something else than what was sent. Not its fault. */
class Diverged extends Error {
  override readonly name = "Diverged";
}

/**
 * Ends an answer that its worker broke off, by a sibling that is asked the same from the start: only where its own text begins with
 * all that was sent, so that what the caller has in the end is this sibling's whole answer and no mixture. It is dropped at
 * the first character that differs. Undefined: nobody agreed. Rejects when the sibling breaks off too, after it went on.
 */
export async function continueStream({
  sent,
  next,
  ask,
  sink,
}: ContinueInput): Promise<{ worker: WorkerSnapshot; value: StreamEnd } | undefined> {
  for (let asked = 0; asked < MAX_SIBLINGS; asked++) {
    const worker = next();
    if (!worker) return undefined;
    const comparison = new Comparison(sent, sink);
    try {
      return { worker, value: await ask(worker, comparison) };
    } catch (error) {
      if (comparison.wentOn || !(error instanceof Diverged || error instanceof WorkerFault)) throw error;
    }
  }
  return undefined;
}

/** Holds a sibling's stream against what was sent, and hands on what is beyond it. */
class Comparison implements StreamSink {
  wentOn = false;
  readonly #sent: string;
  readonly #sink: StreamSink;
  readonly onStart: NonNullable<StreamSink["onStart"]>;
  #heard = "";

  constructor(sent: string, sink: StreamSink) {
    this.#sent = sent;
    this.#sink = sink;
    this.onStart = (control) => sink.onStart?.(control);
  }

  onEvent = (data: string, event = JSON.parse(data) as JsonObject): void => {
    if (this.wentOn) return this.#sink.onEvent(data, event);
    const piece = plainPiece(event);
    if (!piece) throw new Diverged("it sends more than a text");
    this.#heard += piece.text;
    const isBehind = this.#heard.length <= this.#sent.length;
    if (isBehind ? !this.#sent.startsWith(this.#heard) : !this.#heard.startsWith(this.#sent)) throw new Diverged("its text differs");
    if (isBehind && !piece.isEnd) return;
    if (this.#heard.length < this.#sent.length) throw new Diverged("its text is shorter");
    this.wentOn = true;
    this.#sink.onEvent(withText(event, this.#heard.slice(this.#sent.length)));
  };
}
