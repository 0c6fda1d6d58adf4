import { posix } from "node:path";
import { parseSync } from "oxc-parser";
import type { Source } from "./read-sources.ts";

/** One import, export-from or dynamic import. `to` is a path of the repository, or a package's name. */
export interface Import {
  from: string;
  to: string;
  isTypeOnly: boolean;
  isDynamic: boolean;
}

/** What a file imports, as the parser sees it. */
export function findImports({ path, text }: Source): Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module;
  const made = (specifier: string, isTypeOnly: boolean, isDynamic = false): Import => {
    const to = specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
    return { from: path, to, isTypeOnly, isDynamic };
  };
  return [
    ...staticImports.map((found) =>
      made(found.moduleRequest.value, found.entries.length > 0 && found.entries.every((entry) => entry.isType)),
    ),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) => (moduleRequest ? [made(moduleRequest.value, isType)] : [])),
    ),
    ...dynamicImports.flatMap(({ moduleRequest }) => {
      const specifier = /^["'](.+)["']$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
      return specifier === undefined ? [] : [made(specifier, false, true)];
    }),
  ];
}
