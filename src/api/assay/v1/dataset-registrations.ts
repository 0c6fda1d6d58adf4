import { z } from "zod";
import type { App } from "../../../app.ts";
import {
  describeRegistration,
  listRegistrations,
  registrationInputSchema,
  registrationViewSchema,
  startRegistration,
} from "../../../evals/index.ts";
import type { ApiServer } from "../../server-types.ts";

const read = { scope: "read" } as const;
const listSchema = z.object({ registrations: z.array(registrationViewSchema) });

/** `/assay/v1/dataset-registrations`: datasets on their way in, from the Hugging Face hub or from large files. */
export function datasetRegistrationsRoutes(server: ApiServer, { db, evals }: App): void {
  server.post(
    "/assay/v1/dataset-registrations",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Register a dataset from the hub, or files; it goes on by itself",
        body: registrationInputSchema,
        response: { 202: registrationViewSchema },
      },
    },
    async ({ body }, reply) => reply.code(202).send(await describeRegistration(db, await startRegistration(evals, body))),
  );

  server.get(
    "/assay/v1/dataset-registrations",
    { config: read, schema: { summary: "The newest registrations", response: { 200: listSchema } } },
    async () => ({ registrations: await listRegistrations(db) }),
  );

  server.get(
    "/assay/v1/dataset-registrations/:id",
    {
      config: read,
      schema: {
        summary: "How far a registration is",
        params: z.strictObject({ id: z.string().max(64) }),
        response: { 200: registrationViewSchema },
      },
    },
    ({ params: { id } }) => describeRegistration(db, id),
  );
}
