import { AssayError, messageOf } from "../lib/errors.ts";
import { VERSION } from "../lib/version.ts";
import { EXIT, type Command, type ExitCode } from "./command.ts";
import type { Terminal } from "./context.ts";
import { allCommands, findCommand } from "./find-command.ts";
import { helpOfCommand, helpOfCommands } from "./help.ts";
import { parseArguments } from "./parse-arguments.ts";
import { plainText } from "./plain-text.ts";
import { UsageError } from "./usage-error.ts";

/** A signal is how these end. */
const SERVICES: ReadonlySet<string> = new Set(["serve", "worker join"]);

/** Runs one command line. @returns the exit code; everything that failed is told on the terminal */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const isJson = argv.includes("--json");
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    if (terminal.signal.aborted) return EXIT.interrupted;
    report(error, isJson, terminal);
    return error instanceof UsageError ? EXIT.usage : EXIT.error;
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const words = argv.filter((argument) => !argument.startsWith("-"));
  if (words.length === 0 && argv.some((argument) => argument === "--version" || argument === "-v")) return version(argv, terminal);
  if (words[0] === "version") return version(argv, terminal);
  if (words[0] === "help") return dispatch([...words.slice(1), "--help"], terminal);
  if (words.length === 0) {
    const unknown = argv.find((argument) => !["--help", "-h", "--json"].includes(argument));
    if (unknown !== undefined) throw new UsageError(`There is no option ${unknown} without a command.`);
    print(terminal, helpOfCommands(await allCommands()));
    return argv.length > 0 ? EXIT.ok : EXIT.usage;
  }
  const found = await findCommand(argv);
  if ("noun" in found) {
    print(terminal, helpOfCommands(await allCommands(), found.noun));
    return found.rest.some((argument) => argument === "--help" || argument === "-h") ? EXIT.ok : EXIT.usage;
  }
  try {
    return await runCommand(found.command, found.rest, terminal);
  } catch (error) {
    if (error instanceof UsageError) error.command = found.command.path;
    throw error;
  }
}

async function runCommand(command: Command, argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { help, json, ...input } = parseArguments(command, argv);
  if (help) {
    print(terminal, helpOfCommand(command));
    return EXIT.ok;
  }
  const { openContext } = await import("./context.ts"); // reads zod and YAML, which a help does not need
  await using context = openContext(terminal, json);
  const code = (await command.run(context, input)) ?? EXIT.ok;
  return terminal.signal.aborted && code === EXIT.ok && !SERVICES.has(command.path) ? EXIT.interrupted : code;
}

function version(argv: readonly string[], terminal: Terminal): ExitCode {
  print(terminal, argv.includes("--json") ? JSON.stringify({ version: VERSION }) : VERSION);
  return EXIT.ok;
}

function print(terminal: Terminal, text: string): void {
  terminal.out.write(`${text}\n`);
}

/** For people a sentence on standard error; for programs `{"error": {code, message, field}}` on standard output. */
function report(error: unknown, isJson: boolean, terminal: Terminal): void {
  const isFault = error instanceof AssayError;
  const message = messageOf(error);
  const code = isFault ? error.code : "internal";
  if (isJson) {
    const field = isFault ? error.field : undefined;
    print(terminal, JSON.stringify({ error: { code, message, field } }));
    return;
  }
  terminal.err.write(`assay: ${plainText(message)}\n`);
  if (error instanceof UsageError) {
    const hint = error.command === undefined ? "assay --help lists what there is." : `assay ${error.command} --help tells what it takes.`;
    terminal.err.write(`${hint}\n`);
  }
  if (!isFault && error instanceof Error && error.stack) terminal.err.write(`${plainText(error.stack)}\n`);
}
