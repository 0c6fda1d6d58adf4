import { defineCommand } from "./command.ts";

export const command = defineCommand({
  path: "serve",
  summary: "Start the server: API, console and jobs",
  options: {
    port: { type: "string", value: "N", about: "Port to listen on; 0 takes a free one (default: PORT)" },
    demo: { type: "boolean", about: "Where no worker is declared, serve a small demonstration network" },
  },
  examples: ["assay serve --demo", "EXPECTED_ACCESS_KEY=… HOST=0.0.0.0 assay serve --port 8080"],
  async run(context, { values: { port, demo } }) {
    const { serve } = await import("./serve-until-stopped.ts");
    await serve(context, { port, isDemo: demo });
  },
});
