import type { Command } from "./command.ts";

type Load = () => Promise<{ command: Command }>;

/** Every command by its path; a file is read only when its command is called or the help lists it. */
export const COMMANDS: Readonly<Record<string, Load>> = {
  serve: () => import("./serve.ts"),
  config: () => import("./config.ts"),
  "key add": () => import("./key/add.ts"),
  "key list": () => import("./key/list.ts"),
  "key revoke": () => import("./key/revoke.ts"),
  "worker add": () => import("./worker/add.ts"),
  "worker drain": () => import("./worker/drain.ts"),
  "worker join": () => import("./worker/join.ts"),
  "worker list": () => import("./worker/list.ts"),
  "worker pause": () => import("./worker/pause.ts"),
  "worker ping": () => import("./worker/ping.ts"),
  "worker remove": () => import("./worker/remove.ts"),
  "worker resume": () => import("./worker/resume.ts"),
  "dataset add": () => import("./dataset/add.ts"),
  "dataset list": () => import("./dataset/list.ts"),
  "dataset remove": () => import("./dataset/remove.ts"),
  eval: () => import("./eval.ts"),
  "task list": () => import("./task/list.ts"),
  "task show": () => import("./task/show.ts"),
  "run list": () => import("./run/list.ts"),
  "run show": () => import("./run/show.ts"),
  "run resume": () => import("./run/resume.ts"),
  "run cancel": () => import("./run/cancel.ts"),
  "run compare": () => import("./run/compare.ts"),
  "ledger balance": () => import("./ledger/balance.ts"),
  "ledger journal": () => import("./ledger/journal.ts"),
  "ledger verify": () => import("./ledger/verify.ts"),
  "ledger replay": () => import("./ledger/replay.ts"),
  openapi: () => import("./openapi.ts"),
};
