/** A JSON object in OpenAI's form: the caller's parameters, passed through untouched. */
export type JsonObject = Record<string, unknown>;

/** The document behind an evaluation's request. Recordings answer by one of its fields; simulations need its answer. */
export interface AskedDocument {
  fields: JsonObject;
  /** A text that the task scores as right, and one that looks plausible and is wrong. */
  rightAnswer: string;
  wrongAnswer: string;
  /** Where likelihoods are compared: the place of the right one, counted over the request's continuations; null: there is none. */
  rightContinuation?: number | null;
}

/** OpenAI's endpoints that a worker may answer. */
export const ENDPOINTS = ["chat", "completions", "embeddings"] as const;
export type EndpointName = (typeof ENDPOINTS)[number];

/** One prompt for one worker. */
export interface WorkerRequest {
  /** Which of OpenAI's endpoints the body is for. */
  endpoint: EndpointName;
  /** The request body; `model` is replaced by the worker's own. `messages` for chat, `prompt` for completions, `input` for embeddings. */
  body: JsonObject;
  /** The body's original bytes, when the caller sent JSON: forwarded as they are where only `model` differs. */
  bytes?: Uint8Array;
  document?: AskedDocument;
}

/** Texts and how each may go on: how likely is each continuation? A text without a context is a continuation of "". */
export interface LikelihoodRequest {
  groups: readonly { context: string; continuations: readonly string[] }[];
  document?: AskedDocument;
}

/** What a model says of one continuation. */
export interface Likelihood {
  /** Natural logarithm of its probability after the context. */
  logprob: number;
  /** Whether it would have written just that. */
  isGreedy: boolean;
}

/** One likelihood a continuation, in the request's order. */
export interface LikelihoodAnswer {
  likelihoods: Likelihood[];
  usage: TokenUsage | null;
  /** Milliseconds of all calls together. */
  durationMs: number;
  /** How often the worker was called for it. */
  calls: number;
}

export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
}

/** A whole answer. */
export interface WorkerAnswer {
  /** Content of choice 0. May be empty, never null; empty for embeddings. */
  text: string;
  finishReason: string | null;
  usage: TokenUsage | null;
  /** Milliseconds from asking to the last byte. */
  durationMs: number;
  /** The response body as the worker sent it (simulations and recordings make one in OpenAI's form). */
  body: JsonObject;
  /** The same as the text that came, with every digit as it was. Undefined: it was made here. */
  json?: string;
}

/** Receives a stream's events. */
export interface StreamSink {
  /**
   * The `data:` payload of each event as it arrives: the JSON text of one chunk, and the same parsed where that was done already.
   * `[DONE]` is not passed on.
   */
  onEvent(data: string, event?: JsonObject): void;
  /** Given once before the first event; lets a slow reader hold the upstream back. */
  onStart?(control: StreamControl): void;
}

export interface StreamControl {
  pause(): void;
  resume(): void;
}

/** How a stream ended well: a finish reason was seen. Anything else rejects with a WorkerFault. */
export interface StreamEnd {
  finishReason: string;
  usage: TokenUsage | null;
  durationMs: number;
  firstEventMs: number;
}

export interface AskOptions {
  signal?: AbortSignal;
  /** Milliseconds for the whole answer. Default: the worker's own. */
  timeoutMs?: number;
  /** Milliseconds that a stream may be silent after it has begun. Default 30 s. */
  idleTimeoutMs?: number | undefined;
  /** Further calls of the same endpoint after a failure that may pass, before the first byte. Default 0. */
  retries?: number;
  /**
   * Awaited before each call of the endpoint, further ones included: then with the failure before it. Rejecting it makes no call and
   * is what the caller gets.
   */
  beforeCall?: (failure?: unknown) => Promise<void>;
}

/** One kind of worker: how it is asked. Rejects with a WorkerFault. */
export interface WorkerDriver extends AsyncDisposable {
  /** Whether it cannot be reached at all now, and comes back by itself. Kinds that we call do not say. */
  readonly isAway?: boolean;
  /** The host that is asked, or that is connected. Kinds that answer in this process have none. */
  readonly address?: string | undefined;
  answer(request: WorkerRequest, options: AskOptions): Promise<WorkerAnswer>;
  stream(request: WorkerRequest, sink: StreamSink, options: AskOptions): Promise<StreamEnd>;
  /** All likelihoods of a document, one call after the other. A worker that cannot give any: a WorkerFault `unsupported`. */
  likelihoods(request: LikelihoodRequest, options: AskOptions): Promise<LikelihoodAnswer>;
  /** What the worker tells of itself at a path of its server, such as its tokenizer. Kinds that have no server do not say. */
  show?(path: string, options: AskOptions): Promise<{ text: string; durationMs: number }>;
  /** Asks whether the worker is there, as cheaply as its kind allows. */
  probe(options: AskOptions): Promise<{ durationMs: number; models: string[] }>;
}
