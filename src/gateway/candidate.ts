import type { StreamControl, WorkerPool, WorkerRequest, WorkerSnapshot } from "../workers/index.ts";

/** One worker's answer in the making. */
export class Candidate {
  readonly worker: WorkerSnapshot;
  readonly chunks: string[] = [];
  /** Seconds from the start of the request, a chunk each. */
  readonly timings: number[] = [];
  text = "";
  state: "open" | "whole" | "failed" = "open";
  failure: unknown;
  control: StreamControl | undefined;
  readonly #abort = new AbortController();

  constructor(worker: WorkerSnapshot) {
    this.worker = worker;
  }

  /** Asks; `onChange` is told of each delta and of the end. Never rejects: a failure is a state. */
  async ask(
    pool: WorkerPool,
    request: WorkerRequest,
    timeoutMs: number,
    elapsedSeconds: () => number,
    onChange: (self: Candidate) => void,
  ): Promise<void> {
    const onEvent = (data: string) => {
      const delta = deltaOf(data);
      if (delta === "") return;
      this.chunks.push(delta);
      this.timings.push(elapsedSeconds());
      this.text += delta;
      onChange(this);
    };
    try {
      const onStart = (control: StreamControl) => void (this.control = control);
      await pool.stream(this.worker.uid, request, { onEvent, onStart }, { signal: this.#abort.signal, timeoutMs });
      this.state = "whole";
    } catch (error) {
      this.state = "failed";
      this.failure = error;
    }
    onChange(this);
  }

  /** Stops asking; what came so far stays. */
  drop(): void {
    this.#abort.abort();
  }
}

/** The text that an event of a chat stream adds. */
function deltaOf(data: string): string {
  const event = JSON.parse(data) as { choices?: { index?: number; delta?: { content?: unknown } }[] };
  const choice = event.choices?.find(({ index = 0 }) => index === 0);
  const content = choice?.delta?.content;
  return typeof content === "string" ? content : "";
}
