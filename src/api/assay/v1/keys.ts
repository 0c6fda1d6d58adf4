import { z } from "zod";
import { AssayError } from "../../../lib/errors.ts";
import type { App } from "../../../app.ts";
import { periodStart, selectSpending } from "../../../gateway/index.ts";
import { generateKey, hashKey, keyChangeSchema, keyViewSchema, newKeySchema, type KeyView, type NewKey } from "../../key.ts";
import { budgetOf, toKeyView, toNewKey } from "../../key-limits.ts";
import type { KeyRing } from "../../key-ring.ts";
import type { ApiServer } from "../../server-types.ts";
import { insertKey, type KeyRow, lockKey, revokeKeyRow, selectKeys, updateKey } from "../../store.ts";

/** `/assay/v1/keys`: who may call. */
export function keysRoutes(server: ApiServer, { db, log, gateway }: App, keys: KeyRing): void {
  const config = { scope: "admin" } as const;

  server.get(
    "/assay/v1/keys",
    { config, schema: { summary: "List keys", response: { 200: z.object({ keys: z.array(keyViewSchema) }) } } },
    async () => ({ keys: await toViews(db, gateway.now(), await selectKeys(db)) }),
  );

  server.post(
    "/assay/v1/keys",
    {
      config,
      schema: {
        summary: "Make a key; the answer is the only place that ever shows it",
        body: newKeySchema,
        response: { 201: keyViewSchema.extend({ key: z.string() }) },
      },
    },
    async ({ body }, reply) => {
      const key = generateKey();
      const row = await insertKey(db, body, hashKey(key));
      if (!row)
        throw new AssayError("conflict", `There is a key named ${body.name} already: revoke it first, or take another name.`, {
          field: "name",
        });
      keys.forget();
      log.info({ name: body.name, scopes: body.scopes }, "key added");
      return reply.code(201).send({ ...toKeyView(row, undefined), key });
    },
  );

  server.patch(
    "/assay/v1/keys/:name",
    {
      config,
      schema: {
        summary: "Change what a key may do; what is left out stays",
        params: z.strictObject({ name: z.string().max(64) }),
        body: keyChangeSchema,
        response: { 200: keyViewSchema },
      },
    },
    async ({ params: { name }, body }) => {
      const changed = await db.transaction(async () => {
        const row = await lockKey(db, name);
        return row && updateKey(db, name, { ...toNewKey(row), ...(body as Partial<NewKey>) });
      });
      if (!changed) throw new AssayError("not_found", `There is no key named ${name}.`, { field: "name" });
      keys.forget();
      log.info({ name, changed: Object.keys(body) }, "key changed");
      const [view] = await toViews(db, gateway.now(), [changed]);
      return view as KeyView;
    },
  );

  server.delete(
    "/assay/v1/keys/:name",
    { config, schema: { summary: "Revoke a key", params: z.strictObject({ name: z.string().max(64) }), response: { 204: z.null() } } },
    async ({ params: { name } }, reply) => {
      if (!(await revokeKeyRow(db, name))) throw new AssayError("not_found", `There is no key named ${name}.`, { field: "name" });
      keys.forget();
      log.info({ name }, "key revoked");
      return reply.code(204).send(null);
    },
  );
}

/** Keys with what was spent of their budgets. */
async function toViews(db: App["db"], now: Date, rows: readonly KeyRow[]): Promise<KeyView[]> {
  const budgets = rows.flatMap((row) => budgetOf(row) ?? []);
  const ids = budgets.map(({ keyId, period }) => ({ keyId, periodStart: periodStart(period, now) }));
  const standings = new Map((ids.length === 0 ? [] : await selectSpending(db, ids)).map((one) => [one.keyId, one]));
  return rows.map((row) => toKeyView(row, standings.get(row.id)));
}
