import { createRequestBuilder, chatPrompt, type Document, type Task } from "../tasks/index.ts";
import { mergeGenerationSettings } from "../tasks/generation-settings.ts";
import { documentId } from "./document-id.ts";
import type { InstanceDocument, PromptDocument, TaskDocument } from "./documents.ts";
import type { SamplerRequest } from "./requests.ts";
import { timeoutOf, type TimeoutModel } from "./timeout-of.ts";

/** The harness's seeds: few-shot examples are drawn by it, and it is the request's `seed`. */
const SEED = 1234;
const DEFAULT_MAX_TOKENS = 1024;
/** Words a token, as the known system estimates. */
const WORDS_A_TOKEN = 0.75;
const TOKENS_A_MESSAGE = 2;
const REPEATS = 1;

/** How many examples the known system asks with, by a part of the task's name; others have the task's own number. */
const USUAL_FEWSHOTS: readonly [part: string, count: number][] = [
  ["leaderboard_math", 4],
  ["mmlu", 3],
  ["gsm8k", 5],
];

interface Message {
  role: string;
  content: string;
}

export interface BuiltDocuments {
  task: TaskDocument;
  instances: { instance: InstanceDocument; prompt: PromptDocument; target: string }[];
}

interface Building {
  request: SamplerRequest;
  task: Task;
  /** What was chosen, by ascending id. */
  documents: readonly { id: number; doc: Document }[];
  /** Rows of the task's few-shot split. */
  examples: readonly Document[];
  timeout: TimeoutModel | undefined;
  samplingId: string;
  at: Date;
}

/** The known system's task, instances and prompts for chosen documents. Pure: a second attempt makes the same ones. */
export function buildDocuments({ request, task, documents, examples, timeout, samplingId, at }: Building): BuiltDocuments {
  const numFewshot = request.num_fewshot ?? usualFewshots(task.name);
  const build = createRequestBuilder(task, examples, {
    numFewshot: numFewshot ?? undefined,
    applyChatTemplate: request.apply_chat_template,
    fewshotAsMultiturn: request.fewshot_as_multiturn,
    systemInstruction: request.system_instruction,
    genKwargs: request.gen_kwargs ?? undefined,
    fewshotSeed: SEED,
    requestSeed: SEED,
  });
  const generation = mergeGenerationSettings(task.config, request.gen_kwargs ?? undefined);
  const creation_date = at.toISOString();
  const decode = Number(generation["max_gen_toks"] ?? DEFAULT_MAX_TOKENS);
  const instances = documents.map(({ id, doc }, place) => {
    const { body, target } = build(doc);
    const messages = body["messages"] as Message[] | undefined;
    const prompt = messages === undefined ? String(body["prompt"]) : chatPrompt(messages);
    const ctxlen =
      messages === undefined ? tokensOf(prompt) : messages.reduce((sum, { content }) => sum + tokensOf(content) + TOKENS_A_MESSAGE, 0);
    const instanceId = documentId(samplingId, "instance", place);
    const instance: InstanceDocument = {
      request_type: task.outputType,
      doc: { __id: id, ...doc },
      arguments: [prompt, generation],
      // Of the document's requests, of which there is one.
      idx: 0,
      metadata: [task.name, id, REPEATS],
      task_name: task.name,
      doc_id: id,
      repeats: REPEATS,
      task_id: samplingId,
      _id: instanceId,
      done: false,
      creation_date,
    };
    return {
      target,
      instance,
      prompt: {
        _id: documentId(samplingId, "prompt", place),
        data: JSON.stringify(toPayload(request.model, body)),
        task_id: samplingId,
        instance_id: instanceId,
        timeout: timeoutOf(timeout, { prefill: ctxlen, decode }),
        done: false,
        trigger_session: 0,
        creation_date,
        ctxlen,
        context_enc: null,
        continuation_enc: null,
      },
    };
  });
  const taskDocument = toTaskDocument(request, { numFewshot, count: documents.length, requestType: task.outputType, samplingId, at });
  return { task: taskDocument, instances };
}

/** The task's own document; `qty` becomes the number of documents taken. */
export function toTaskDocument(
  request: SamplerRequest,
  made: { numFewshot: number | null; count: number; requestType: string; samplingId: string; at: Date },
): TaskDocument {
  return {
    framework: request.framework,
    requester_args: request.requester_args,
    blacklist: (request.qty ?? 0) < 0 ? [] : request.blacklist,
    llm_args: { ...request.llm_args, trust_remote_code: true, tokenized_requests: false, tokenizer_backend: null },
    num_fewshot: made.numFewshot,
    gen_kwargs: request.gen_kwargs,
    bootstrap_iters: request.bootstrap_iters,
    system_instruction: request.system_instruction,
    apply_chat_template: request.apply_chat_template,
    fewshot_as_multiturn: request.fewshot_as_multiturn,
    confirm_run_unsafe_code: request.confirm_run_unsafe_code,
    qty: made.count,
    tasks: request.tasks,
    total_instances: made.count,
    request_type: made.requestType,
    _id: made.samplingId,
    done: false,
    evaluated: false,
    drop: false,
    creation_date: made.at.toISOString(),
  };
}

/** The body in the known order of keys; what a task adds of its own comes last. */
function toPayload(model: string, body: Record<string, unknown>): Record<string, unknown> {
  const { messages, prompt, max_tokens, seed, stop, temperature, ...rest } = body;
  const asked = messages === undefined ? { model, prompt } : { messages: (messages as Message[]).map(inKnownOrder), model };
  return { ...asked, max_tokens, seed, ...(stop !== undefined && { stop }), temperature, ...rest };
}

function inKnownOrder({ role, content }: Message): Record<string, string> {
  return role === "assistant" ? { role, content, type: "text" } : { content, role, type: "text" };
}

function usualFewshots(name: string): number | null {
  return USUAL_FEWSHOTS.find(([part]) => name.includes(part))?.[1] ?? null;
}

/** `int(len(text.split(" ")) / 0.75)` */
function tokensOf(text: string): number {
  return Math.trunc(text.split(" ").length / WORDS_A_TOKEN);
}
