import { VERSION } from "../lib/version.ts";
import type { Command, Option } from "./command.ts";
import { GLOBAL_OPTIONS } from "./parse-arguments.ts";

const INTRODUCTION = "Assay is a proving ground for networks of language models.";
const SETTINGS = "Settings: PORT, ASSAY_DATA_DIR, DATABASE_URL, ASSAY_CONFIG … (assay config shows each, and where it came from)";

/** For whom the commands are, by their first word. What is named nowhere comes last. */
const GROUPS: readonly (readonly [title: string, words: readonly string[]])[] = [
  ["To begin with", ["serve", "config"]],
  ["Evaluating", ["eval", "run", "task", "dataset"]],
  ["Running a network", ["worker", "network"]],
  ["Serving applications", ["key", "request", "openapi"]],
  ["Funding and being paid", ["pool", "ledger", "ao"]],
];

/** The list of commands: all of them by whom they are for, or those of one noun. */
export function helpOfCommands(commands: readonly Command[], noun?: string): string {
  const lines = noun === undefined ? grouped(commands) : list(commands.filter(({ path }) => path.startsWith(`${noun} `)));
  const title = noun === undefined ? `${INTRODUCTION} Version ${VERSION}.` : `Commands on ${noun}:`;
  return [
    title,
    ...(noun === undefined ? [] : [""]),
    ...lines,
    "",
    "assay COMMAND --help tells more. Every command knows --json.",
    ...(noun === undefined ? [SETTINGS] : []),
  ].join("\n");
}

function grouped(commands: readonly Command[]): string[] {
  const all = list(commands);
  const lines = new Map(commands.map((command, index) => [command, all[index] ?? ""]));
  const known = new Set(GROUPS.flatMap(([, words]) => words));
  const others = [...new Set(commands.map(wordOf))].filter((word) => !known.has(word));
  return [...GROUPS, ["More", others] as const].flatMap(([title, words]) => {
    const own = words.flatMap((word) => commands.filter((command) => wordOf(command) === word));
    return own.length === 0 ? [] : ["", `${title}:`, ...own.map((command) => lines.get(command) ?? "")];
  });
}

/** `worker` of `worker add`. */
function wordOf({ path }: Command): string {
  return path.split(" ")[0] ?? path;
}

function list(commands: readonly Command[]): string[] {
  return columns(commands.map(({ path, summary }) => [`  assay ${path}`, summary]));
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
