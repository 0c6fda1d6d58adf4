export { buildServer } from "./build-server.ts";
export { openServer, type RunningServer } from "./open-server.ts";
export { readServerFile, type ServerFile } from "./server-file.ts";
