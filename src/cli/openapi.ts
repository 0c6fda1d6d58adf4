import { defineCommand } from "./command.ts";

export const command = defineCommand({
  path: "openapi",
  summary: "Print the API as OpenAPI 3.1",
  async run({ client, out }) {
    out(JSON.stringify(await client.get("/openapi.json"), null, 2));
  },
});
