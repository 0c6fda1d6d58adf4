import type { Config } from "../config/index.ts";

/** What a command ends with. */
export const EXIT = { ok: 0, error: 1, usage: 2, gateFailed: 10, unresolved: 11, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An option; `--name VALUE`, or `--name` alone when it is a boolean. `--json` and `--help` exist everywhere. */
export interface Option {
  type: "string" | "boolean";
  /** One sentence for the help. */
  about: string;
  /** How the value is called in the help: `N`, `FILE`. */
  value?: string;
  short?: string;
  /** The value may be left out: then it is the empty text. */
  isValueOptional?: true;
  /** May be given several times. */
  multiple?: true;
}

export interface Positional {
  /** In capitals: `NAME`. */
  name: string;
  about: string;
  optional?: true;
  /** Takes all that follow; the last one only. */
  variadic?: true;
}

type ValueOf<O extends Option> = O extends { type: "boolean" } ? boolean : O extends { multiple: true } ? string[] : string | undefined;
export type Options = Readonly<Record<string, Option>>;
export type Values<O extends Options> = { [Name in keyof O]: ValueOf<O[Name]> };

/** What was typed after the command's path, checked against its options and positionals. */
export interface CommandInput<O extends Options = Options> {
  values: Values<O>;
  positionals: string[];
}

/** One command, one file: `src/cli/worker/add.ts` for `assay worker add`. */
export interface Command<O extends Options = Options> {
  path: string;
  /** For the list of commands: one line without a full stop. */
  summary: string;
  positionals?: readonly Positional[];
  options?: O;
  examples?: readonly string[];
  /** Resolves with the exit code; nothing means ok. Throws an AssayError for everything that failed. */
  run(context: Context, input: CommandInput<O>): Promise<ExitCode | void>;
}

/** Keeps the types of the options: `export const command = defineCommand({ … })`. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command as unknown as Command;
}

/** The HTTP API, on a server that runs on this data or on an app opened in this process; opened at the first call. */
export interface ApiCalls {
  /** Rejects with the API's error as an AssayError (code, detail, field). `path` begins with `/`, its parts encoded. */
  get<T = unknown>(path: string): Promise<T>;
  post<T = unknown>(path: string, body?: unknown): Promise<T>;
  patch<T = unknown>(path: string, body: unknown): Promise<T>;
  delete<T = unknown>(path: string): Promise<T>;
  /** The body as it comes, for files. */
  download(path: string): Promise<AsyncIterable<Uint8Array>>;
}

/** A connection to the API; ends with the command. */
export interface Client extends ApiCalls, AsyncDisposable {}

/** What a command may use of the world. */
export interface Context {
  client: ApiCalls;
  /** Read when first used, so that `--help` works with a broken configuration. */
  readonly config: Config;
  /** `--json` was given. */
  json: boolean;
  /** A line on standard output. Text of models goes through `plainText` first. */
  out(line: string): void;
  /** A line on standard error: notes, progress, warnings. */
  err(line: string): void;
  /** Replaces the terminal's current line; does nothing where there is no terminal. */
  redraw(line: string): void;
  /** Prints the value as JSON with `--json`, else what `render` makes of it. */
  result(value: unknown, render: () => string): void;
  readonly color: boolean;
  /** Whether standard error is a terminal, so that progress may redraw its line. */
  isTty: boolean;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}
