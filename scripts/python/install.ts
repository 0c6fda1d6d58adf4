import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ENVIRONMENTS = resolve(import.meta.dirname, "..", "..", ".cache", "python");

/** Programs of the Python world that judge ours, with exact versions. */
export const PACKAGES = {
  schemathesis: ["schemathesis==4.32.5"],
  openai: ["openai==3.57.0"],
} as const;
export type PythonProgram = keyof typeof PACKAGES;

/** Whether the program was installed before: without it nothing is fetched. */
export function isInstalled(program: PythonProgram): boolean {
  const stamp = join(ENVIRONMENTS, program, "installed");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === PACKAGES[program].join("\n");
}

/** Installs the program from PyPI into a folder of its own, once. @returns where its commands are; undefined: it cannot be had here */
export function installPython(program: PythonProgram, note: (line: string) => void): string | undefined {
  const directory = join(ENVIRONMENTS, program);
  const commands = join(directory, "bin");
  if (isInstalled(program)) return commands;
  note(`installing ${PACKAGES[program].join(" ")} into .cache/python (once)`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(ENVIRONMENTS, { recursive: true });
  const pip = [join(commands, "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES[program]];
  for (const [command = "", ...parameters] of [["python3", "-m", "venv", directory], pip]) {
    const { status, stderr, error } = spawnSync(command, parameters, { encoding: "utf8" });
    if (status !== 0) {
      note(`${program} cannot be installed here: ${(error?.message ?? stderr).trim().split("\n").at(-1)}`);
      rmSync(directory, { recursive: true, force: true });
      return undefined;
    }
  }
  writeFileSync(join(directory, "installed"), PACKAGES[program].join("\n"));
  return commands;
}
