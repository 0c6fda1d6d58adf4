import { z } from "zod";
import { AssayError } from "../../../lib/errors.ts";
import type { App } from "../../../app.ts";
import { generateKey, hashKey, keyViewSchema, newKeySchema, type KeyView } from "../../key.ts";
import type { KeyRing } from "../../key-ring.ts";
import type { ApiServer } from "../../server-types.ts";
import { insertKey, revokeKeyRow, selectKeys, type KeyRow } from "../../store.ts";

/** `/assay/v1/keys`: who may call. */
export function keysRoutes(server: ApiServer, { db, log }: App, keys: KeyRing): void {
  const config = { scope: "admin" } as const;

  server.get(
    "/assay/v1/keys",
    { config, schema: { summary: "List keys", response: { 200: z.object({ keys: z.array(keyViewSchema) }) } } },
    async () => ({ keys: (await selectKeys(db)).map(toView) }),
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
      return reply.code(201).send({ ...toView(row), key });
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

function toView(row: KeyRow): KeyView {
  return { name: row.name, scopes: row.scopes, requestsPerMinute: row.requests_per_minute, createdAt: row.created_at.toISOString() };
}
