import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { dryRun, errorResult, findMessage, readItem, readResult, readResults, takeItem, type Ao } from "../ao/index.ts";
import type { App } from "../app.ts";
import { AssayError } from "../lib/errors.ts";
import { toFailure } from "./errors.ts";
import type { ApiServer } from "./server-types.ts";

const MAX_ITEM_BYTES = 10 * 1024 * 1024;
const MAX_DRY_RUN_BYTES = 1024 * 1024;
const MOST_RESULTS = 1000;

const idSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be 43 characters of base64url");
const tagSchema = z.object({ name: z.string(), value: z.string() });
const resultSchema = z.object({
  Messages: z.array(z.object({ Target: z.string(), Tags: z.array(tagSchema), Data: z.string(), Anchor: z.string() })),
  Assignments: z.array(z.never()),
  Spawns: z.array(z.never()),
  Output: z.object({ data: z.string(), prompt: z.string(), print: z.boolean() }),
  GasUsed: z.int(),
  Error: z.string().optional(),
});
const acceptedSchema = z.object({ message: z.string(), id: z.string() });
const dryRunSchema = z.object({
  Id: z.string().optional(),
  Target: z.string().optional(),
  Owner: z.string().default(""),
  Data: z.coerce.string().default(""),
  Tags: z.array(tagSchema).default([]),
});

/**
 * `/ao`: AO's message, compute and gateway units on one origin, as `@permaweb/aoconnect` speaks to them. Open to all: who acts is who
 * signed. Errors are `{"error": …}`, on the compute unit's paths with an empty result around it, since its clients look at no status.
 */
export function aoRoutes(server: ApiServer, { ao }: Pick<App, "ao">): void {
  void server.register(async (scope: ApiServer) => {
    scope.setErrorHandler(sendAoError);
    scope.addHook("onRequest", allowAnyOrigin);
    scope.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    messageUnit(scope, ao);
    monitors(scope);
    computeUnit(scope, ao);
    gateway(scope);
    for (const url of ["/ao", "/ao/*"]) {
      const schema = { summary: "Tell a browser of another site that it may call", response: { 204: z.null() } };
      scope.options(url, { config, schema }, async (_request, reply) => reply.code(204).send(null));
    }
  });
}

const config = { scope: "open" } as const;

function messageUnit(server: ApiServer, ao: Ao): void {
  server.post(
    "/ao",
    {
      config,
      bodyLimit: MAX_ITEM_BYTES,
      schema: {
        summary: "Take a signed data item (ANS-104): a message, or a process to spawn. Answers when it was handled",
        consumes: ["application/octet-stream"],
        querystring: z.object({ "process-id": idSchema.optional(), assign: idSchema.optional() }),
        response: { 202: acceptedSchema },
      },
    },
    async ({ query, body }, reply) => {
      if (query.assign === undefined && query["process-id"] === undefined) {
        return reply.code(202).send({ message: "Processing DataItem", id: await takeItem(ao, toBytes(body)) });
      }
      return reply.code(202).send({ message: "Processing Assignment", id: await acknowledgeAssignment(ao, query) });
    },
  );
}

/** An assignment is unsigned, so that it has no effect; what is known is acknowledged. */
async function acknowledgeAssignment(
  ao: Ao,
  { assign, ...query }: { assign?: string | undefined; "process-id"?: string | undefined },
): Promise<string> {
  if (assign === undefined || query["process-id"] === undefined) {
    throw new AssayError("invalid_input", "Set both process-id and assign.", { field: assign === undefined ? "assign" : "process-id" });
  }
  if (await findMessage(ao.db, assign)) return assign;
  throw new AssayError("not_found", `There is no message ${assign} here.`, { field: "assign" });
}

/** Ours is its own clock: whoever asks for a process to be cranked is answered, once he has signed it. */
function monitors(server: ApiServer): void {
  server.route({
    method: ["POST", "DELETE"],
    url: "/ao/monitor/:process",
    config,
    bodyLimit: MAX_ITEM_BYTES,
    schema: {
      summary: "Acknowledge a signed wish to monitor a process; schedules run without it",
      consumes: ["application/octet-stream"],
      params: z.object({ process: idSchema }),
      response: { 200: z.object({ message: z.string(), id: z.string() }) },
    },
    handler: async ({ body }: FastifyRequest) => ({
      message: "Processes are scheduled without being monitored.",
      id: readItem(toBytes(body)).id,
    }),
  });
}

function computeUnit(server: ApiServer, ao: Ao): void {
  server.get(
    "/ao/result/:message",
    {
      config,
      schema: {
        summary: "What came of a message",
        params: z.object({ message: idSchema }),
        querystring: z.object({ "process-id": idSchema }),
        response: { 200: resultSchema },
      },
    },
    async ({ params, query }) => {
      const find = (): ReturnType<typeof readResult> => readResult(ao, query["process-id"], params.message);
      const result = await find();
      if (result) return result;
      await ao.settled(); // it waits in the queue of its process
      return (await find()) ?? errorResult("The message has not been handled yet: ask again.");
    },
  );

  server.get(
    "/ao/results/:process",
    {
      config,
      schema: {
        summary: "The results of a process, in order, a page at a time",
        params: z.object({ process: idSchema }),
        querystring: z.object({
          from: z.string().max(500).optional(),
          to: z.string().max(500).optional(),
          limit: z.coerce.number().int().min(1).max(MOST_RESULTS).default(25),
          sort: z.enum(["ASC", "DESC"]).default("ASC"),
        }),
        response: {
          200: z.object({
            pageInfo: z.object({ hasNextPage: z.boolean() }),
            edges: z.array(z.object({ cursor: z.string(), node: resultSchema })),
          }),
        },
      },
    },
    ({ params, query }) => readResults(ao, { processId: params.process, ...query }),
  );

  server.post(
    "/ao/dry-run",
    {
      config,
      bodyLimit: MAX_DRY_RUN_BYTES,
      schema: {
        summary: "Answer a read-only action without a signature and without a trace",
        querystring: z.object({ "process-id": idSchema }),
        body: dryRunSchema,
        response: { 200: resultSchema },
      },
    },
    ({ query, body }) => dryRun(ao, { processId: query["process-id"], owner: body.Owner, tags: body.Tags, data: body.Data }),
  );
}

/** What a client asks of a gateway before it spawns: that the module exists, and where its scheduler is. */
function gateway(server: ApiServer): void {
  const tags = {
    "Data-Protocol": "ao",
    Type: "Module",
    "Module-Format": "assay",
    "Input-Encoding": "JSON-V1",
    "Output-Encoding": "JSON-V1",
    "Time-To-Live": "86400000",
  };
  server.post(
    "/ao/graphql",
    {
      config,
      schema: {
        summary: "The answers of a gateway that a client needs to spawn a process",
        body: z.looseObject({ query: z.string() }),
        response: { 200: z.looseObject({}) },
      },
    },
    (request, reply) => {
      const all = { ...tags, Url: `${request.protocol}://${request.host}/ao` };
      const node = { owner: { address: "assay" }, tags: Object.entries(all).map(([name, value]) => ({ name, value })), block: null };
      void reply.send({ data: { transactions: { edges: [{ node }] } } });
    },
  );
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new AssayError("invalid_input", "Send a data item as application/octet-stream.", { field: "body" });
}

async function allowAnyOrigin(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  void reply.headers({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET,POST,DELETE,OPTIONS",
    "access-control-allow-headers": "content-type,accept",
  });
}

function sendAoError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, detail } = toFailure(error);
  if (code === "internal") request.log.error({ err: error }, "request failed");
  const isCompute = /^\/ao\/(result|dry-run)/.test(request.url);
  const body = { error: detail, ...(isCompute && errorResult(detail)) };
  return reply.code(status).type("application/json").send(JSON.stringify(body));
}
