import { z } from "zod";

const MAX_MESSAGES = 1024;
const MAX_FAN_OUT = 256;
const ROLES = ["user", "assistant", "system", "developer", "tool"] as const;

/**
 * Body of `POST /chat`, as the Subnet 1 API names its fields (QueryValidatorParams), with the later version's `uid_list`
 * and `excluded_uids`. Unknown fields are ignored, as its clients expect.
 */
export const chatRequestSchema = z
  .object({
    /** Workers asked at once. */
    k: z.int().min(1).max(MAX_FAN_OUT).default(10),
    /** Uids, names, roles or owners of workers that are not asked. */
    exclude: z.array(z.string().max(128)).max(5000).default([]),
    excluded_uids: z.array(z.int().min(0)).max(5000).default([]),
    uid_list: z.array(z.int().min(0)).max(5000).optional(),
    /** One role a message, or one for all. */
    roles: z.array(z.enum(ROLES)).min(1).max(MAX_MESSAGES),
    messages: z.array(z.string()).min(1).max(MAX_MESSAGES),
    /** Seconds for the whole. */
    timeout: z.number().positive().max(3600).default(10),
    /** Which of the whole answers; without it the first useful worker is streamed as it answers. */
    prefer: z.enum(["longest", "shortest", "most_common"]).optional(),
    sampling_mode: z.enum(["random", "top_incentive", "list", "least_workload"]).default("random"),
    /** Chunks (true) or one JSON object at the end. */
    stream: z.boolean().default(true),
    /** Repeat all chunks so far in every chunk (true), or only in the final one. */
    accumulate: z.boolean().default(true),
  })
  .refine(({ roles, messages }) => roles.length === messages.length || roles.length === 1, {
    path: ["roles"],
    message: "must be as many as messages, or one for all",
  })
  .refine(({ sampling_mode: mode, uid_list: uids }) => mode !== "list" || (uids !== undefined && uids.length > 0), {
    path: ["uid_list"],
    message: "must name whom to ask when sampling_mode is list",
  });

export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** The messages in OpenAI's form. */
export function toMessages({ roles, messages }: Pick<ChatRequest, "roles" | "messages">): { role: string; content: string }[] {
  return messages.map((content, position) => ({ role: roles[position] ?? roles[0] ?? "user", content }));
}
