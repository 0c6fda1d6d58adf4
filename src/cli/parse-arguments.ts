import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Command, CommandInput, Option } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** Options of every command. */
export const GLOBAL_OPTIONS: Readonly<Record<"json" | "help", Option>> = {
  json: { type: "boolean", about: "Print one JSON value instead of text; errors too" },
  help: { type: "boolean", short: "h", about: "Show this help" },
};

/** What follows the command's path, checked: unknown options and a wrong number of names are usage errors. */
export function parseArguments(command: Command, argv: readonly string[]): CommandInput & { json: boolean; help: boolean } {
  const options = { ...command.options, ...GLOBAL_OPTIONS };
  const { values, positionals } = parse([...argv], options);
  const help = values["help"] === true;
  if (!help) checkPositionals(command, positionals);
  const filled = Object.entries(options).map(([name, option]) => [name, values[name] ?? emptyOf(option)]);
  return { values: Object.fromEntries(filled) as CommandInput["values"], positionals, help, json: values["json"] === true };
}

function parse(args: string[], options: Readonly<Record<string, Option>>) {
  const config = Object.entries(options).map(([name, { type, short, multiple }]) => [
    name,
    { type, multiple: multiple === true, ...(short !== undefined && { short }) },
  ]);
  try {
    return parseArgs({
      args: withLeftOutValues(args, options),
      options: Object.fromEntries(config) as NonNullable<ParseArgsConfig["options"]>,
      allowPositionals: true,
    });
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS")) throw error;
    throw new UsageError((error as Error).message.replace(/\. To specify.*$/s, "."));
  }
}

/** `--name` of an option whose value may be left out, as `--name=`; a word behind it is its value. */
function withLeftOutValues(args: readonly string[], options: Readonly<Record<string, Option>>): string[] {
  return args.map((argument, index) => {
    const isOptional = argument.startsWith("--") && options[argument.slice(2)]?.isValueOptional;
    const next = args[index + 1];
    return isOptional && (next === undefined || next.startsWith("-")) ? `${argument}=` : argument;
  });
}

function emptyOf({ type, multiple }: Option): boolean | string[] | undefined {
  return type === "boolean" ? false : multiple ? [] : undefined;
}

function checkPositionals({ positionals: expected = [], path }: Command, given: readonly string[]): void {
  const missing = expected.find((positional, index) => !positional.optional && given[index] === undefined);
  if (missing) throw new UsageError(`assay ${path} needs ${missing.name}: ${missing.about}.`, missing.name);
  const surplus = expected.at(-1)?.variadic ? undefined : given[expected.length];
  if (surplus !== undefined) throw new UsageError(`assay ${path} does not take "${surplus}".`);
}
