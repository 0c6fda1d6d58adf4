import { z } from "zod";
import type { WorkerRequest } from "../workers/index.ts";

const MAX_MESSAGES = 1024;
const MAX_FAN_OUT = 256;
const ROLES = ["user", "assistant", "system", "developer", "tool"] as const;

/** Its clients send null for what they leave out. */
function or<S extends z.ZodType>(schema: S, fallback: z.output<S>) {
  return schema.nullish().transform((value) => value ?? fallback);
}

/**
 * Body of `POST /chat`, as the Subnet 1 API names its fields (QueryValidatorParams), with the later version's `uid_list`
 * and `excluded_uids`. Unknown fields are ignored, as its clients expect.
 */
export const chatRequestSchema = z
  .object({
    k: or(z.int().min(1).max(MAX_FAN_OUT), 10).describe("Workers asked at once. Default 10"),
    exclude: or(z.array(z.string().max(128)).max(5000), []).describe("Uids, names, roles or owners of workers that are not asked"),
    excluded_uids: or(z.array(z.int().min(0)).max(5000), []).describe("Uids of workers that are not asked"),
    uid_list: z.array(z.int().min(0)).max(5000).nullish().describe("Whom to ask; needed by sampling_mode list"),
    roles: z.array(z.enum(ROLES)).min(1).max(MAX_MESSAGES).describe("One role a message, or one for all"),
    messages: z.array(z.string()).min(1).max(MAX_MESSAGES),
    timeout: or(z.number().positive().max(3600), 10).describe("Seconds for the whole. Default 10"),
    prefer: z
      .enum(["longest", "shortest", "most_common", "best", "vote"])
      .nullish()
      .describe(
        "Which of the whole answers; best: what most owners agree on, weighted by incentive; vote: what most of those state who state a final answer. Default: the first useful worker is streamed as it answers; longest where stream is false",
      ),
    sampling_mode: or(z.enum(["random", "top_incentive", "list", "least_workload", "adaptive"]), "random").describe(
      "Default random. adaptive: each worker as often as it may be the best, by its incentive and how sure that is",
    ),
    worker_roles: or(z.array(z.string().max(64)).max(32), []).describe("Only workers that have one of these roles"),
    model: z.string().min(1).max(256).nullish().describe("Only workers that serve this model, or have this name"),
    serving_only: or(z.boolean(), false).describe(
      "Only workers that answered before and are not cooling. Default: others where none is left",
    ),
    unique_owner: or(z.boolean(), false).describe("One worker an owner at most"),
    unique_address: or(z.boolean(), false).describe("One worker an address at most: the host that is asked, or that connected"),
    query_validators: z.boolean().nullish().describe("Accepted from clients that send it; there is nobody but workers to ask"),
    judge: or(z.boolean(), false).describe("A worker of the role judge chooses between up to four of the answers"),
    synthesize: or(z.boolean(), false).describe("A worker of the role aggregator writes one answer out of the drafts of all"),
    stream: or(z.boolean(), true).describe("StreamChunks (true, default), or one JSON object at the end"),
    accumulate: or(z.boolean(), true).describe(
      "Repeat all chunks so far in each of the first 256 chunks (true, default), or only in the final one",
    ),
  })
  .refine(({ roles, messages }) => roles.length === messages.length || roles.length === 1, {
    path: ["roles"],
    message: "must be as many as messages, or one for all",
  })
  .refine(({ sampling_mode: mode, uid_list: uids }) => mode !== "list" || (uids?.length ?? 0) > 0, {
    path: ["uid_list"],
    message: "must name whom to ask when sampling_mode is list",
  })
  .refine(({ judge, synthesize }) => !judge || !synthesize, {
    path: ["synthesize"],
    message: "cannot go with judge: choose one",
  })
  .refine(({ judge, synthesize, prefer }) => !(judge || synthesize) || (prefer ?? "best") === "best" || prefer === "vote", {
    path: ["prefer"],
    message: "must be best or vote, or left out, with judge or synthesize",
  })
  // One object waits for the whole answer anyway: then it can as well be the best of them.
  .transform(({ prefer, ...request }) => ({ ...request, prefer: prefer ?? defaultPreference(request) }));

function defaultPreference({ judge, synthesize, stream }: { judge: boolean; synthesize: boolean; stream: boolean }) {
  if (judge || synthesize) return "best" as const;
  return stream ? undefined : ("longest" as const);
}

export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** The messages in OpenAI's form. */
export function toMessages({ roles, messages }: Pick<ChatRequest, "roles" | "messages">): { role: string; content: string }[] {
  return messages.map((content, position) => ({ role: roles[position] ?? roles[0] ?? "user", content }));
}

/** What each worker is asked. */
export function toPrompt(request: Pick<ChatRequest, "roles" | "messages">): WorkerRequest {
  return { endpoint: "chat", body: { messages: toMessages(request), stream: true } };
}
