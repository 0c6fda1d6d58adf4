export { loadConfig, type Config, type Setting, type Upstream } from "./config.ts";
export { isLoopback } from "./is-loopback.ts";
export { VARIABLES } from "./variables.ts";
