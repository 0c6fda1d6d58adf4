import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { App } from "../../../app.ts";
import { ownerSchema, parseAmount, tokenSchema } from "../../../ledger/index.ts";
import {
  cancelPool,
  createPool,
  evaluatePools,
  joinPool,
  listPools,
  personSchema,
  poolDetailSchema,
  poolLeaderboardSchema,
  poolSummarySchema,
  settlePool,
  updateLeaderboard,
  viewPool,
  type NewPool,
  type PoolDetail,
} from "../../../pools/index.ts";
import type { ApiServer } from "../../server-types.ts";

const params = z.strictObject({ id: z.string().max(64) });
const rawAllocationSchema = z
  .strictObject({ rule: z.looseObject({ name: z.string() }), ties: z.enum(["order", "share"]).optional() })
  .describe("rule: ArithmeticDecrease, WinnerTakesAll, Proportional, Table (shares) or Amounts (amounts), both as digits by place");
const settlementSchema = z.record(z.string(), z.unknown());

/** `/assay/v1/pools`: money on a task. Funds move between accounts of the ledger, so that whoever calls must be an administrator. */
export function poolsRoutes(server: ApiServer, app: App): void {
  readingRoutes(server, app);
  fundingRoutes(server, app);
  workingRoutes(server, app);
}

function readingRoutes(server: ApiServer, { pools }: App): void {
  server.get(
    "/assay/v1/pools",
    {
      config: { scope: "read" },
      schema: {
        summary: "Pools, the newest first",
        querystring: z.object({ task: z.string().max(256).optional(), funder: ownerSchema.optional() }),
        response: { 200: z.object({ pools: z.array(poolSummarySchema) }) },
      },
    },
    async ({ query: { task, funder } }) => ({
      pools: await listPools(pools, { ...(task !== undefined && { task }), ...(funder !== undefined && { funder }) }),
    }),
  );

  server.get(
    "/assay/v1/pools/:id",
    {
      config: { scope: "read" },
      schema: { summary: "A pool: its entries, what each would be paid, and what was", params, response: { 200: poolDetailSchema } },
    },
    async ({ params: { id } }) => toView(await viewPool(pools, id)),
  );
}

function fundingRoutes(server: ApiServer, { pools }: App): void {
  server.post(
    "/assay/v1/pools",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Open a pool with a funder's money, or add to his open one of the same task and allocation",
        body: z.strictObject({
          id: z.string().min(1).max(100).optional().describe("yours: repeat it when you are not sure that the call went through"),
          funder: personSchema,
          token: tokenSchema,
          funds: z.string().describe("decimal digits of the smallest unit"),
          task: z.string().min(1).max(256),
          documents: z.int().min(1).nullable().optional().describe("the first so many of the task; default: all"),
          days: z.number().positive().max(3650).optional().describe("default 30"),
          allocation: rawAllocationSchema.optional(),
        }),
        response: { 201: poolDetailSchema },
      },
    },
    async ({ body: { id = randomUUID(), funds, days, ...body } }, reply) => {
      const input = { ...body, funds: parseAmount(funds, "funds"), ...(days !== undefined && { periodMs: Math.round(days * 86_400_000) }) };
      const { pool } = await createPool(pools, input as NewPool, { id: `api:${id}` });
      return reply.code(201).send(toView(await viewPool(pools, pool.id)));
    },
  );

  server.post(
    "/assay/v1/pools/:id/settlement",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Pay a pool out after its end; again, it pays nothing and gives the same statement",
        params,
        response: { 200: settlementSchema },
      },
    },
    async ({ params: { id } }) => ({ ...(await settlePool(pools, id)).settlement }),
  );

  server.delete(
    "/assay/v1/pools/:id",
    {
      config: { scope: "admin" },
      schema: { summary: "Call a pool off that nobody has joined; its funds go back", params, response: { 204: z.null() } },
    },
    async ({ params: { id } }, reply) => {
      await cancelPool(pools, id);
      return reply.code(204).send(null);
    },
  );
}

function workingRoutes(server: ApiServer, { pools }: App): void {
  server.post(
    "/assay/v1/pools/:id/entries",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Enter a model into a pool, before its end",
        params,
        body: z.strictObject({
          participant: personSchema,
          model: z.string().min(1).max(256).describe("a worker, or a model that exactly one serves"),
        }),
        response: { 201: z.object({ entry: z.string(), isNew: z.boolean() }) },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const { entry, isNew } = await joinPool(pools, { poolId: id, ...body });
      return reply.code(201).send({ entry: entry.id, isNew });
    },
  );

  server.post(
    "/assay/v1/pools/:id/evaluation",
    {
      config: { scope: "evaluate" },
      schema: {
        summary: "Ask the entries of a pool for further answers now, instead of at the next hour",
        params,
        response: { 202: z.object({ entries: z.int().describe("set to work") }) },
      },
    },
    async ({ params: { id } }, reply) => {
      await viewPool(pools, id);
      return reply.code(202).send({ entries: await evaluatePools(pools, id) });
    },
  );

  server.post(
    "/assay/v1/pools/:id/leaderboard",
    {
      config: { scope: "read" },
      schema: { summary: "Work the leaderboard of a pool out now, and keep it", params, response: { 200: poolLeaderboardSchema } },
    },
    ({ params: { id } }) => updateLeaderboard(pools, id),
  );
}

function toView({ settlement, ...detail }: PoolDetail): z.infer<typeof poolDetailSchema> {
  return { ...detail, settlement: settlement && { ...settlement } };
}
