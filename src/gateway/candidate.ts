import type { ChosenWorker, StreamControl, TokenUsage, WorkerPool, WorkerRequest, WorkerSnapshot } from "../workers/index.ts";

/** One worker's answer in the making. */
export class Candidate {
  readonly worker: WorkerSnapshot;
  readonly probability: number;
  readonly chunks: string[] = [];
  /** Seconds from the start of the request, a chunk each. */
  readonly timings: number[] = [];
  text = "";
  state: "open" | "whole" | "failed" = "open";
  failure: unknown;
  usage: TokenUsage | null = null;
  control: StreamControl | undefined;
  readonly #abort = new AbortController();

  constructor({ worker, probability }: ChosenWorker) {
    this.worker = worker;
    this.probability = probability;
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
      const end = await pool.stream(this.worker.uid, request, { onEvent, onStart }, { signal: this.#abort.signal, timeoutMs });
      this.usage = end.usage;
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
  const event = JSON.parse(data) as { choices?: ({ index?: number; delta?: { content?: unknown } | null } | null)[] | null };
  const choice = event.choices?.find((one) => (one?.index ?? 0) === 0);
  const content = choice?.delta?.content;
  return typeof content === "string" ? content : "";
}
