import { posix } from "node:path";
import { z } from "zod";
import { AssayError } from "../../../lib/errors.ts";
import type { HubFile, HubRepository } from "./hub-access.ts";

/** What one configuration reads: files by split, in the dataset's order of splits. */
export interface ConfigFiles {
  config: string;
  splits: Record<string, HubFile[]>;
}

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const dataFiles = z.union([
  z.string(),
  z.array(z.union([z.string(), z.looseObject({ split: z.string(), path: oneOrMore })])),
  z.record(z.string(), oneOrMore),
]);
const cardConfigs = z.array(
  z.looseObject({
    config_name: z.string().default("default"),
    data_files: dataFiles.optional(),
    data_dir: z.string().optional(),
    default: z.boolean().optional(),
  }),
);
type CardConfig = z.infer<typeof cardConfigs>[number];

const READABLE = /\.(parquet|jsonl|ndjson|json|csv|tsv)(\.gz)?$/i;
/** Names that the hub's own library takes for these splits, where nothing is declared. */
const SPLIT_WORDS: readonly [split: string, words: RegExp][] = [
  ["train", /^(train|training)$/],
  ["validation", /^(validation|valid|val|dev)$/],
  ["test", /^(test|testing|eval|evaluation)$/],
];

/**
 * The files of a configuration, as the card's `configs` declare them, else as the names of the files say. `config` empty:
 * the default one, or the only one.
 * @returns null where the repository holds no data that can be read here (such as a loading script)
 * @throws `invalid_input` naming the configurations there are
 */
export function chooseFiles(repository: HubRepository, config: string): ConfigFiles | null {
  const declared = cardConfigs.safeParse(repository.card["configs"]);
  const configs = declared.success ? declared.data.filter((one) => one.data_files !== undefined || one.data_dir !== undefined) : [];
  if (configs.length > 0) return fromCard(repository, configs, config);
  if (config !== "" && config !== "default") return null;
  const splits = bySplitWords(repository.files.filter((file) => READABLE.test(file.path)));
  return Object.keys(splits).length === 0 ? null : { config: "default", splits };
}

function fromCard(repository: HubRepository, configs: readonly CardConfig[], wanted: string): ConfigFiles | null {
  const names = configs.map((one) => one.config_name);
  const usual = configs.find((one) => one.default === true) ?? configs.find((one) => one.config_name === "default");
  const chosen =
    wanted === "" ? (usual ?? (configs.length === 1 ? configs[0] : undefined)) : configs.find((one) => one.config_name === wanted);
  if (!chosen) throw noSuchConfig(repository.name, wanted, names);
  const readable = repository.files.filter((file) => READABLE.test(file.path));
  const root = posix.normalize(`${chosen.data_dir ?? "."}/`);
  const splits: Record<string, HubFile[]> =
    chosen.data_files === undefined
      ? bySplitWords(readable.filter((file) => root === "./" || file.path.startsWith(root)))
      : Object.fromEntries(
          patternsOf(chosen.data_files).map(([split, patterns]) => [
            split,
            patterns.flatMap((pattern) => matching(readable, posix.join(root, pattern))),
          ]),
        );
  const empty = Object.keys(splits).find((split) => splits[split]?.length === 0);
  if (empty !== undefined || Object.keys(splits).length === 0) return null;
  return { config: chosen.config_name, splits };
}

/** The sentence for a configuration that must be named, or named otherwise. */
export function noSuchConfig(name: string, wanted: string, names: readonly string[]): AssayError {
  const problem = wanted === "" ? `has several configurations` : `has no configuration ${wanted}`;
  return new AssayError("invalid_input", `The dataset ${name} ${problem}: name one by --config. There is ${names.join(", ")}.`, {
    field: "config",
  });
}

function patternsOf(files: z.infer<typeof dataFiles>): [split: string, patterns: string[]][] {
  if (typeof files === "string") return [["train", [files]]];
  if (!Array.isArray(files)) return Object.entries(files).map(([split, patterns]) => [split, [patterns].flat()]);
  const bare = files.filter((file) => typeof file === "string");
  const split = files.filter((file) => typeof file !== "string").map(({ split: name, path }): [string, string[]] => [name, [path].flat()]);
  return bare.length > 0 ? [["train", bare], ...split] : split;
}

/** Files in the order of their paths, which is that of their numbers. A pattern without signs is a path. */
function matching(files: readonly HubFile[], pattern: string): HubFile[] {
  return files.filter(({ path }) => path === pattern || posix.matchesGlob(path, pattern)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** A word between the signs of a path names the split: `data/train-00000-of-00002.parquet`, `test/part.jsonl`. */
function bySplitWords(files: readonly HubFile[]): Record<string, HubFile[]> {
  const found: [string, HubFile[]][] = SPLIT_WORDS.map(([split, words]) => [
    split,
    files
      .filter(({ path }) => path.split(/[^A-Za-z]+/).some((word) => words.test(word.toLowerCase())))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  ]);
  const named = found.filter(([, those]) => those.length > 0);
  return Object.fromEntries(named.length > 0 || files.length === 0 ? named : [["train", [...files]]]);
}
