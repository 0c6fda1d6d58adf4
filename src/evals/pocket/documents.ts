import type { Document } from "../tasks/index.ts";
import type { SamplerRequest } from "./requests.ts";

/** The known system's documents, in its fields and their order. Dates are ISO texts, ids 24 hex digits. */

export interface TaskDocument {
  framework: string;
  requester_args: SamplerRequest["requester_args"];
  blacklist: number[];
  llm_args: Record<string, unknown>;
  num_fewshot: number | null;
  gen_kwargs: SamplerRequest["gen_kwargs"];
  bootstrap_iters: number;
  system_instruction: string | null;
  apply_chat_template: boolean;
  fewshot_as_multiturn: boolean;
  confirm_run_unsafe_code: boolean;
  qty: number;
  tasks: string;
  total_instances: number;
  request_type: string;
  _id: string;
  done: boolean;
  evaluated: boolean;
  drop: boolean;
  creation_date: string;
}

export interface InstanceDocument {
  request_type: string;
  doc: Document;
  /** The prompt (or the chat as JSON) and the generation settings. */
  arguments: [string, Record<string, unknown>];
  idx: number;
  metadata: [task: string, docId: number, repeats: number];
  task_name: string;
  doc_id: number;
  repeats: number;
  task_id: string;
  _id: string;
  done: boolean;
  creation_date: string;
}

export interface PromptDocument {
  _id: string;
  /** The request's body as compact JSON. */
  data: string;
  task_id: string;
  instance_id: string;
  /** Seconds. */
  timeout: number;
  done: boolean;
  trigger_session: number;
  creation_date: string;
  /** Estimated tokens of the prompt. */
  ctxlen: number;
  context_enc: null;
  continuation_enc: null;
}

export interface ResponseDocument {
  _id: string;
  ok: boolean;
  error_code: number;
  ms: number;
  /** The body as it came. */
  response: string;
  error: string;
  height: number;
  session_height: number;
  task_id: string;
  instance_id: string;
  prompt_id: string;
}

/** One scored or failed answer. */
export interface ScoreEntry {
  score: number;
  id: number;
  /** Mean milliseconds of the document's answers. */
  run_time: number;
  status_code: number;
  error_str: string;
}

export interface SignatureEntry {
  signature: string;
  id: number;
  status_code: number;
  error_str: string;
}

export interface ResultDocument<Entry = ScoreEntry> {
  result_data: {
    _id: string;
    task_id: string;
    num_samples: number;
    /** 0 done; 1 nothing came back at all; 12 dropped. */
    status: number;
    result_height: number;
    result_time: string;
  };
  scores: Entry[];
}
