import { createHash } from "node:crypto";
import type {
  AskOptions,
  Likelihood,
  LikelihoodAnswer,
  LikelihoodRequest,
  StreamEnd,
  StreamSink,
  WorkerAnswer,
  WorkerDriver,
  WorkerRequest,
} from "../driver.ts";
import { WorkerFault } from "../worker-fault.ts";
import type { WorkerSpec } from "../worker.ts";
import { promptTextOf } from "./openai-form.ts";
import { embeddingsFor } from "./embeddings-for.ts";
import { givePrepared, spendPrepared, streamPrepared, type PreparedAnswer } from "./prepared-answer.ts";

type SimulatedSpec = Extract<WorkerSpec, { kind: "simulated" }>;

const LATENCY_SIGMA = 0.3;

/**
 * Answers a document right with probability `skill`, else plausibly wrong. What happens is a pure function of the seed, the
 * name and the prompt, so that the same question gets the same answer.
 */
export class SimulatedDriver implements WorkerDriver {
  readonly #spec: SimulatedSpec;

  constructor(spec: SimulatedSpec) {
    this.#spec = spec;
  }

  async answer(request: WorkerRequest, options: AskOptions): Promise<WorkerAnswer> {
    if (request.endpoint === "embeddings") {
      const answer = await givePrepared(request, this.#prepare(request), options);
      return { ...answer, text: "", finishReason: null, body: embeddingsFor(request, this.#spec.name) };
    }
    return givePrepared(request, this.#prepare(request), options);
  }

  async stream(request: WorkerRequest, sink: StreamSink, options: AskOptions): Promise<StreamEnd> {
    return streamPrepared(request, this.#prepare(request), sink, options);
  }

  async likelihoods({ groups, document }: LikelihoodRequest, options: AskOptions): Promise<LikelihoodAnswer> {
    const { name } = this.#spec;
    const { isRight, delayMs, luck } = this.#draw(groups);
    const lengths = groups.flatMap(({ continuations }) => continuations.map((continuation) => [...continuation].length));
    const likelihoods = pretend(lengths, { right: document?.rightContinuation ?? null, isRight, luck });
    return { likelihoods, usage: null, durationMs: await spendPrepared({ worker: name, delayMs }, options), calls: 1 };
  }

  async probe(): Promise<{ durationMs: number; models: string[] }> {
    return { durationMs: 0, models: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #prepare(request: WorkerRequest): PreparedAnswer {
    const { isRight, delayMs } = this.#draw(request.body["messages"] ?? request.body["prompt"] ?? request.body["input"]);
    return { worker: this.#spec.name, text: textOf(request, isRight, this.#spec.name), delayMs };
  }

  /** What happens to a question. @throws WorkerFault where that is a fault */
  #draw(question: unknown): { isRight: boolean; luck: number; delayMs: number } {
    const { name, skill, faultRate, latencyMs, seed } = this.#spec;
    const [luck, fault, first, second] = draws(JSON.stringify([seed, name, question]));
    if (fault < faultRate) throw new WorkerFault("server_error", `The simulated worker ${name} plays a server error.`, { status: 500 });
    // Box-Muller; 1 - first is never 0.
    const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
    return { isRight: luck < skill, luck, delayMs: latencyMs * Math.exp(LATENCY_SIGMA * normal) };
  }
}

/**
 * Likelihoods of which one is by far the greatest, as it stands and by its length: the right one's, or another's. A single
 * continuation would be written or would not.
 */
function pretend(
  lengths: readonly number[],
  { right, isRight, luck }: { right: number | null; isRight: boolean; luck: number },
): Likelihood[] {
  const count = lengths.length;
  const others = [...lengths.keys()].filter((at) => at !== right);
  const chosen = isRight && right !== null ? right : others[Math.floor(luck * 1e6) % others.length];
  return lengths.map((length, at) => {
    const isChosen = count === 1 ? isRight : at === chosen;
    return { logprob: isChosen ? -length / 1000 : -5 - length * (0.4 + 0.1 * luck), isGreedy: isChosen };
  });
}

function textOf(request: WorkerRequest, isRight: boolean, name: string): string {
  if (request.document) return isRight ? request.document.rightAnswer : request.document.wrongAnswer;
  const words = promptTextOf(request).trim().split(/\s+/).slice(0, 12).join(" ");
  return `I am ${name}, a simulated worker, and I only pretend to know about "${words}". Register a real one with assay worker add.`;
}

/** Four numbers in [0, 1) that depend on nothing but the text. */
function draws(text: string): [number, number, number, number] {
  const hash = createHash("sha256").update(text).digest();
  const draw = (position: number) => hash.readUInt32LE(4 * position) / 2 ** 32;
  return [draw(0), draw(1), draw(2), draw(3)];
}
