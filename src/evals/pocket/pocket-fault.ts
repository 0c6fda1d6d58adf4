import { AssayError, type ErrorCode } from "../../lib/errors.ts";

/** The test-bench's own names of what it refuses; a workflow fails with them and is not tried again. */
export type PocketFaultType = "TaskNotFound" | "NotFound" | "BadParams" | "ValidationError" | "ApplicationError";

const CODES: Readonly<Record<PocketFaultType, ErrorCode>> = {
  TaskNotFound: "not_found",
  NotFound: "not_found",
  BadParams: "invalid_input",
  ValidationError: "invalid_input",
  ApplicationError: "invalid_input",
};

/** An AssayError with the type that the known system's callers look at. */
export class PocketFault extends AssayError {
  readonly type: PocketFaultType;

  constructor(type: PocketFaultType, message: string, field?: string) {
    super(CODES[type], message, field === undefined ? {} : { field });
    this.type = type;
  }
}
