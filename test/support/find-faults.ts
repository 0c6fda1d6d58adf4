import { findImports, type Import } from "./find-imports.ts";
import type { Source } from "./read-sources.ts";

/** The map of the code (ARCHITECTURE.md): each folder of src/ and the folders it may import; everything may import lib. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  config: [],
  log: [],
  db: ["log"],
  llm: ["log"],
  jobs: ["log", "db"],
  ledger: ["db"],
  pools: ["log", "db", "ledger", "evals", "workers", "jobs", "stats"],
  ao: ["log", "db", "ledger", "pools", "evals", "workers", "gateway"],
  stats: [],
  workers: ["log", "db", "llm", "stats"],
  evals: ["log", "db", "workers", "jobs", "stats", "llm"],
  preferences: ["db", "stats", "workers"],
  gateway: ["log", "db", "llm", "workers", "stats"],
};

/** They speak with the outside: every door is open to them. */
const EDGES: ReadonlySet<string> = new Set(["api", "cli"]);

/** Packages that only some files may import. */
const ONLY_IN: readonly [library: RegExp, where: RegExp][] = [
  [/^(fastify|@fastify\/.*|fastify-type-provider-zod)$/, /^src\/api\//],
  [/^(pg|kysely|@electric-sql\/.*)$/, /^src\/(db|jobs\/postgres)\/|\/store\.ts$/],
  [/^pg-boss$/, /^src\/jobs\/postgres\//],
  [/^undici$/, /^src\/llm\//],
  [/^ws$/, /^src\/(workers\/pull\/|api\/assay\/v1\/connect\.ts$)/],
  [/^(pino|prom-client)$/, /^src\/log\//],
  // Its others begin alike for small seeds: the first number of xoroshiro128plus is near 1 for all of them.
  [/^pure-rand\/generator\/(?!mersenne$)/, /^$/],
];

const ROOM_DOOR = /^src\/[^/]+\/[^/]+\/index\.ts$/;
const MAX_LINES = 300;
const SQL =
  /["'`]\s*(select\s[^"'`]*?\sfrom\s|insert into\s|update \w+\s+set\s|delete from\s|(create|alter|drop) (unique )?(table|index)\s|truncate\s)/i;
const SQL_MAY_STAND = /^src\/(db|jobs\/postgres)\/|\/store\.ts$/;
const READS_ENVIRONMENT = /\bprocess\s*(\.\s*env\b|\[\s*["']env["'])|\benv\b[^;]*from "(node:)?process"/;

/** Everything in these sources of src/ that breaks a rule of the house, one sentence each. */
export function findFaults(sources: readonly Source[]): string[] {
  const imports = sources.flatMap(findImports);
  return [
    ...imports.flatMap((one) => faultOf(one) ?? []),
    ...findCycles(imports).map((cycle) => `these import each other: ${cycle.join(" -> ")}`),
    ...sources.flatMap(faultsInText),
  ];
}

function faultOf({ from, to }: Import): string | undefined {
  const locked = ONLY_IN.find(([library, where]) => library.test(to) && !where.test(from));
  if (locked) return `${from}: ${to} does not belong here`;
  const [home, target] = [folderOf(from), folderOf(to)];
  if (to.startsWith("src/") && target === undefined && home !== undefined && !EDGES.has(home))
    return `${from}: ${home} may not import ${to}`;
  if (target === undefined || home === target) return undefined;
  if (home !== undefined && !EDGES.has(home)) {
    const allowed = MAY_IMPORT[home];
    if (!allowed) return `${from}: ${home}/ is not on the map`;
    if (target !== "lib" && !allowed.includes(target)) return `${from}: ${home} may not import ${target}`;
  }
  // A room of a domain may have a door of its own, for commands that need only that room.
  const isDoor = to === `src/${target}/index.ts` || (home !== undefined && EDGES.has(home) && ROOM_DOOR.test(to));
  if (target !== "lib" && !isDoor) return `${from}: enter ${target} by its index.ts, not ${to}`;
  return undefined;
}

function faultsInText({ path, text }: Source): string[] {
  const lines = text.trimEnd().split("\n").length;
  return [
    lines > MAX_LINES ? `${path}: ${lines} lines are more than ${MAX_LINES}` : "",
    READS_ENVIRONMENT.test(text) && !path.startsWith("src/config/") ? `${path}: only config/ reads the environment` : "",
    SQL.test(text) && !SQL_MAY_STAND.test(path) ? `${path}: SQL stands only in db/, jobs/postgres/ and store.ts` : "",
    /^export \* from/m.test(text) ? `${path}: a door names what it gives, without export *` : "",
  ].filter((fault) => fault !== "");
}

/** The folder of src/ that a file is in; undefined for packages and for files directly in src/. */
function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** Cycles of static imports, types included; each named once. */
function findCycles(imports: readonly Import[]): string[][] {
  const graph = Map.groupBy(
    imports.filter(({ to, isDynamic }) => to.startsWith("src/") && !isDynamic),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) cycles.push([...path.slice(start), file]);
    if (start !== -1 || done.has(file)) return;
    for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}
