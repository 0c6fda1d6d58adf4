import { AssayError } from "../lib/errors.ts";

/** The command line itself is wrong: the exit code is 2, and the help is named. */
export class UsageError extends AssayError {
  /** Whose help tells more; undefined: no command was found. */
  command: string | undefined;

  constructor(message: string, field?: string) {
    super("invalid_input", message, field === undefined ? {} : { field });
  }
}
