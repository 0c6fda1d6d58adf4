import { access, constants } from "node:fs/promises";
import { messageOf } from "../../lib/errors.ts";
import type {
  AskedDocument,
  AskOptions,
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
import { givePrepared, spendPrepared, streamPrepared, type PreparedAnswer } from "./prepared-answer.ts";
import { hashPrompt, readRecording, type RecordedAnswer, type Recording } from "./recording.ts";

type ReplaySpec = Extract<WorkerSpec, { kind: "replay" }>;

/** Answers from a recording: an evaluation's request by the document's key field, any other by the prompt. */
export class ReplayDriver implements WorkerDriver {
  readonly #spec: ReplaySpec;
  #recording: Promise<Recording> | undefined;

  /** @param spec with an absolute path; the file is read at the first request and kept */
  constructor(spec: ReplaySpec) {
    this.#spec = spec;
  }

  async answer(request: WorkerRequest, options: AskOptions): Promise<WorkerAnswer> {
    return givePrepared(request, await this.#find(request), options);
  }

  async stream(request: WorkerRequest, sink: StreamSink, options: AskOptions): Promise<StreamEnd> {
    return streamPrepared(request, await this.#find(request), sink, options);
  }

  async likelihoods({ groups, document }: LikelihoodRequest, options: AskOptions): Promise<LikelihoodAnswer> {
    const { name, delayMs } = this.#spec;
    const found = document && this.#byDocument(await this.#read(), document.fields);
    const wanted = groups.reduce((sum, { continuations }) => sum + continuations.length, 0);
    if (found?.likelihoods?.length !== wanted) {
      const has = found?.likelihoods === undefined ? "no likelihoods" : `${found.likelihoods.length} likelihoods and not ${wanted}`;
      throw new WorkerFault("not_recorded", `The recording of ${name} has ${has} for ${this.#wanted({ document })}.`);
    }
    const durationMs = await spendPrepared({ worker: name, delayMs: delayMs ?? found.durationMs }, options);
    return { likelihoods: found.likelihoods, usage: null, durationMs, calls: 1 };
  }

  async probe(): Promise<{ durationMs: number; models: string[] }> {
    const startedAt = performance.now();
    await access(this.#spec.recording, constants.R_OK).catch((cause: unknown) => {
      throw new WorkerFault("unusable", `The recording of ${this.#spec.name} cannot be read: ${messageOf(cause)}.`, { cause });
    });
    return { durationMs: performance.now() - startedAt, models: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#recording = undefined;
  }

  /** A file that could not be read may be mended: the next request tries again. */
  #read(): Promise<Recording> {
    this.#recording ??= readRecording(this.#spec.recording, this.#spec.key);
    return this.#recording.catch((error: unknown) => {
      this.#recording = undefined;
      throw error;
    });
  }

  async #find(request: WorkerRequest): Promise<PreparedAnswer> {
    const { name, delayMs } = this.#spec;
    const recording = await this.#read();
    const found = request.document ? this.#byDocument(recording, request.document.fields) : byPrompt(recording, request);
    if (!found) throw new WorkerFault("not_recorded", `The recording of ${name} has no answer to ${this.#wanted(request)}.`);
    return { worker: name, text: found.text, delayMs: delayMs ?? found.durationMs };
  }

  #byDocument(recording: Recording, fields: Record<string, unknown>): RecordedAnswer | undefined {
    const value = fields[this.#spec.key];
    return value === undefined || value === null ? undefined : recording.byKey.get(String(value));
  }

  #wanted({ document }: { document?: AskedDocument | undefined }): string {
    if (!document) return "this prompt";
    const value = document.fields[this.#spec.key];
    return value === undefined
      ? `a document without the field ${this.#spec.key}`
      : `the document with ${this.#spec.key} = ${String(value).slice(0, 200)}`;
  }
}

function byPrompt(recording: Recording, request: WorkerRequest): RecordedAnswer | undefined {
  const prompt = promptTextOf(request);
  return recording.byPrompt.get(hashPrompt(prompt)) ?? recording.byKey.get(prompt);
}
