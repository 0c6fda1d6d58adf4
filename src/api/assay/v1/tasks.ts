import { z } from "zod";
import type { App } from "../../../app.ts";
import { describeTask, listTasks, taskDetailSchema, taskEntrySchema } from "../../../evals/index.ts";
import type { ApiServer } from "../../server-types.ts";

const config = { scope: "read" } as const;

/** `/assay/v1/tasks`: what a run may ask. */
export function tasksRoutes(server: ApiServer, { evals }: App): void {
  server.get(
    "/assay/v1/tasks",
    {
      config,
      schema: {
        summary: "List tasks, groups and tags",
        response: { 200: z.object({ tasks: z.array(taskEntrySchema), problems: z.array(z.string()) }) },
      },
    },
    () => listTasks(evals),
  );

  server.get(
    "/assay/v1/tasks/:name",
    {
      config,
      schema: {
        summary: "What stands behind a name",
        params: z.strictObject({ name: z.string().max(256) }),
        response: { 200: taskDetailSchema },
      },
    },
    ({ params: { name } }) => describeTask(evals, name),
  );
}
