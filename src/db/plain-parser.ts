import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";

const ENGINE = new URL("pglite.wasm", import.meta.resolve("@electric-sql/pglite"));
// Imports are numbered before a module's own functions: no function that is compiled has this number.
const NO_FUNCTION = 0;
const EVERY_FUNCTION = -1;
const OUTSIDE_MEMORY = -16;
/** Emscripten's limits for the engine: at least 128 MB, at most 2 GB. */
const MEMORY_PAGES = { initial: 2048, maximum: 32_768 };

/** What is used of it: TypeScript declares it only for browsers. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ exports: Record<string, unknown> }>;
  Module: { imports(module: object): { module: string; name: string; kind: string }[] };
  Memory: new (limits: { initial: number; maximum: number }) => object;
};

/**
 * The embedded engine, compiled, but for one function that V8 must never optimize: the SQL parser. V8 takes it for hot after some
 * hundred statements (it charges every turn of the parser's loop with the whole function, 105 KB), and its optimizing compiler then
 * takes 600 MB and up to 3 s of processor time for it, 15 times what any other function takes.
 *
 * V8 compiles a function at its first call, and asks only then whether it may be optimized later. So the parser is called once, in an
 * instance that is thrown away and that shares its code with the module, while V8 is told to optimize nothing.
 * Where that fails (another engine, another V8), the module is as good as any; only memory is lost: `plain-parser.test.ts` tells.
 */
export async function compileEngine(): Promise<object> {
  const engine = await WebAssembly.compile(await readFile(ENGINE));
  optimizeOnly(NO_FUNCTION);
  try {
    const { exports } = await WebAssembly.instantiate(engine, dummiesFor(engine));
    // Traps at the first character that it reads.
    (exports["raw_parser"] as (text: number, mode: number) => void)(OUTSIDE_MEMORY, 0);
  } catch {
    // It has trapped, as it should.
  } finally {
    optimizeOnly(EVERY_FUNCTION);
  }
  return engine;
}

/** The flag is one of the process: other threads' modules would lose by it what they compile in these milliseconds, if there were any. */
function optimizeOnly(functionNumber: number): void {
  setFlagsFromString(`--wasm-tier-up-filter=${functionNumber}`);
}

function dummiesFor(engine: object): object {
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module, name, kind } of WebAssembly.Module.imports(engine)) {
    (imports[module] ??= {})[name] = kind === "memory" ? new WebAssembly.Memory(MEMORY_PAGES) : () => 0;
  }
  return imports;
}
