import type { FastifyContextConfig } from "fastify";

type Answers = NonNullable<FastifyContextConfig["answers"]>;

const object = { type: "object", additionalProperties: true };
const events = {
  schema: {
    type: "object",
    properties: { data: { type: "string" } },
    description: "Server-sent events, one chunk each; the last is `data: [DONE]`, or an error object and none",
  },
};

/** What a worker said, as it came: the docs show no more of it than callers of OpenAI's interface know. */
export const WHOLE_OR_STREAM: Answers = {
  description:
    "What the worker answered, as it came; with `stream` as events. Headers: x-assay-worker, x-assay-workers, x-assay-attempts, x-assay-cost",
  content: { "application/json": { schema: object }, "text/event-stream": events },
};

export const WHOLE: Answers = {
  ...WHOLE_OR_STREAM,
  description: "What the worker answered, as it came",
  content: { "application/json": { schema: object } },
};
