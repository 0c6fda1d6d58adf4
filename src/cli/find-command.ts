import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { suggest } from "./suggest.ts";
import { UsageError } from "./usage-error.ts";

/** What the words of a command line name: a command and what follows it, or a noun with several commands. */
export type Found = { command: Command; rest: string[] } | { noun: string; rest: string[] };

/**
 * Finds the command of a command line; `--json` may stand before it.
 * @throws UsageError with the nearest command when there is none
 */
export async function findCommand(argv: readonly string[]): Promise<Found> {
  const start = argv.findIndex((argument) => !argument.startsWith("-"));
  const before = argv.slice(0, start);
  const [first = "", second] = argv.slice(start);
  for (const length of [2, 1]) {
    const words = argv.slice(start, start + length);
    const load = Object.hasOwn(COMMANDS, words.join(" ")) ? COMMANDS[words.join(" ")] : undefined;
    if (load) return { command: (await load()).command, rest: [...before, ...argv.slice(start + length)] };
  }
  const paths = Object.keys(COMMANDS);
  const isNoun = paths.some((path) => path.startsWith(`${first} `));
  if (isNoun && (second === undefined || second.startsWith("-"))) return { noun: first, rest: [...before, ...argv.slice(start + 1)] };
  const typed = isNoun ? `${first} ${second}` : first;
  const candidates = isNoun ? paths : [...paths, ...paths.map((path) => path.split(" ")[0] ?? path)];
  const near = suggest(typed, candidates) ?? suggest(`${first} ${second ?? ""}`, paths);
  throw new UsageError(`There is no command "assay ${typed}".${near ? ` Did you mean "assay ${near}"?` : ""}`);
}

/** Every command, loaded, in the order of the table. */
export async function allCommands(): Promise<Command[]> {
  const loaded = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return loaded.map(({ command }) => command);
}
