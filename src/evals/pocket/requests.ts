import { z } from "zod";
import { describeIssue } from "../../lib/describe-issue.ts";
import { PocketFault } from "./pocket-fault.ts";

/** Paths of the two endpoints that are asked. */
export const CHAT_PATH = "/v1/chat/completions";
export const COMPLETIONS_PATH = "/v1/completions";

const frameworkSchema = z.string().min(1).max(64);
const verbositySchema = z.enum(["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"]);

/** Input of `Register`: tasks (a list with commas; wildcards) whose datasets are to be here. */
export const registerRequestSchema = z.strictObject({
  framework: frameworkSchema.refine((name) => name.includes("lmeh"), "must be lmeh"),
  tasks: z.string().min(1).max(65_536),
  verbosity: verbositySchema.default("ERROR"),
  include_path: z.string().nullable().default(null),
});
export type RegisterRequest = z.infer<typeof registerRequestSchema>;

const requesterArgs = z.strictObject({
  /** Who is asked: a worker's name. */
  address: z.string().min(1).max(128),
  /** Of the network, as its operator calls it; names the timeouts. */
  service: z.string().min(1).max(128),
  method: z.string().default("POST"),
  path: z.string().default(CHAT_PATH),
  headers: z.record(z.string(), z.string()).default({ "Content-Type": "application/json" }),
});

/** Input of `Sampler`, with the known defaults. */
export const samplerRequestSchema = z
  .strictObject({
    framework: frameworkSchema,
    tasks: z.string().min(1).max(256),
    verbosity: verbositySchema.default("ERROR"),
    include_path: z.string().nullable().default(null),
    requester_args: requesterArgs,
    /** Documents that are not to be asked, by id. */
    blacklist: z.array(z.int()).max(100_000).default([]),
    /** How many documents; negative: all of them, whatever the blacklist says. */
    qty: z.int().nullable().default(null),
    doc_ids: z.array(z.int().min(0)).max(100_000).nullable().default(null),
    model: z.string().default("pocket_network"),
    llm_args: z.record(z.string(), z.unknown()).nullable().default(null),
    num_fewshot: z.int().min(0, "Input should be greater than or equal to 0").max(128).nullable().default(null),
    gen_kwargs: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .nullable()
      .default(null),
    bootstrap_iters: z.int().min(0).default(100_000),
    system_instruction: z.string().nullable().default(null),
    apply_chat_template: z.boolean().default(true),
    fewshot_as_multiturn: z.boolean().default(true),
    confirm_run_unsafe_code: z.boolean().default(false),
  })
  .refine(({ qty, doc_ids: ids }) => Boolean(qty) !== Boolean(ids && ids.length > 0), {
    path: ["qty"],
    message: "Expected qty or doc_ids but not both.",
  })
  .refine((request) => request.apply_chat_template || !request.fewshot_as_multiturn, {
    path: ["fewshot_as_multiturn"],
    message: "needs apply_chat_template: turn both off for a plain completion",
  })
  .refine((request) => request.apply_chat_template === (request.requester_args.path !== COMPLETIONS_PATH), {
    path: ["apply_chat_template"],
    message: `goes with ${CHAT_PATH}, and a plain completion with ${COMPLETIONS_PATH}`,
  })
  .refine((request) => request.framework === "signatures" || [CHAT_PATH, COMPLETIONS_PATH].includes(request.requester_args.path), {
    path: ["requester_args", "path"],
    message: `must be ${CHAT_PATH} or ${COMPLETIONS_PATH}`,
  });
export type SamplerRequest = z.infer<typeof samplerRequestSchema>;

/** Checks an input by its schema. @throws PocketFault `ValidationError` naming the field */
export function parsePocketRequest<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { field, message } = describeIssue(parsed.error);
  throw new PocketFault("ValidationError", `The request is not valid: ${message}${/[.!?]$/.test(message) ? "" : "."}`, field);
}
