import { VERSION } from "../lib/version.ts";
import type { Command, Option } from "./command.ts";
import { GLOBAL_OPTIONS } from "./parse-arguments.ts";

const INTRODUCTION = "Assay is a proving ground for networks of language models.";
const SETTINGS = "Settings: PORT, ASSAY_DATA_DIR, DATABASE_URL, ASSAY_CONFIG … (assay config shows each, and where it came from)";

/** The list of commands: all of them, or those of one noun. */
export function helpOfCommands(commands: readonly Command[], noun?: string): string {
  const shown = noun === undefined ? commands : commands.filter(({ path }) => path.startsWith(`${noun} `));
  const lines = columns(shown.map((command) => [`  assay ${command.path}`, command.summary]));
  const title = noun === undefined ? `${INTRODUCTION} Version ${VERSION}.` : `Commands on ${noun}:`;
  return [
    title,
    "",
    ...lines,
    "",
    "assay COMMAND --help tells more. Every command knows --json.",
    ...(noun === undefined ? [SETTINGS] : []),
  ].join("\n");
}

/** The help of one command. */
export function helpOfCommand({ path, summary, positionals = [], options = {}, examples = [] }: Command): string {
  const names = positionals.map(({ name, optional, variadic }) => {
    const shown = variadic ? `${name}…` : name;
    return optional ? `[${shown}]` : shown;
  });
  const sections = [
    [`${summary}.`],
    [`Usage: ${["assay", path, ...names, "[options]"].join(" ")}`],
    columns(positionals.map(({ name, about }) => [`  ${name}`, about])),
    [
      "Options:",
      ...columns(Object.entries({ ...options, ...GLOBAL_OPTIONS }).map(([name, option]) => [optionHead(name, option), option.about])),
    ],
    examples.length > 0 ? ["Examples:", ...examples.map((example) => `  ${example}`)] : [],
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n");
}

function optionHead(name: string, { type, value = "VALUE", short }: Option): string {
  return `  ${short === undefined ? "" : `-${short}, `}--${name}${type === "string" ? ` ${value}` : ""}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => left.padEnd(width) + right);
}
