import { setTimeout as delay } from "node:timers/promises";
import type { RegistrationInput, RegistrationView } from "../../evals/index.ts";
import { AssayError } from "../../lib/errors.ts";
import type { Context } from "../command.ts";

const POLL_MS = 250;
const BYTES_A_MEGABYTE = 1_000_000;
/** Without a terminal a line is printed when so much more is there, in megabytes. */
const PLAIN_STEP_MB = 100;

/** Registers a dataset and shows how far it is; resolves when it is there, or as it is when the user interrupts. */
export async function followRegistration(
  context: Context,
  input: Partial<RegistrationInput>,
): Promise<NonNullable<RegistrationView["dataset"]> & { isNew: boolean }> {
  const { id } = await context.client.post<RegistrationView>("/assay/v1/dataset-registrations", input);
  let told = 0;
  for (;;) {
    const view = await context.client.get<RegistrationView>(`/assay/v1/dataset-registrations/${id}`);
    if (view.state === "failed") throw new AssayError("invalid_input", view.error ?? "The dataset was not registered.");
    if (view.dataset) {
      context.redraw("");
      return { ...view.dataset, isNew: view.isNew === true };
    }
    if (view.state === "done") throw new AssayError("not_found", `The dataset ${input.name} was removed as soon as it was registered.`);
    const line = lineOf(view);
    const here = (view.progress?.bytes ?? 0) / BYTES_A_MEGABYTE;
    if (context.isTty) context.redraw(line);
    else if (!context.json && here - told >= PLAIN_STEP_MB) {
      told = here;
      context.err(line);
    }
    if (context.signal.aborted) throw new AssayError("cancelled", `Interrupted. The registration ${id} goes on where a server runs.`);
    await delay(POLL_MS, undefined, { signal: context.signal }).catch(() => {});
  }
}

function lineOf({ progress }: RegistrationView): string {
  if (!progress) return "waiting to begin";
  const { phase, bytes, totalBytes, rows, totalRows } = progress;
  if (phase === "downloading") return `downloading ${megabytes(bytes)}${totalBytes === null ? "" : ` of ${megabytes(totalBytes)}`} MB`;
  return `${phase} ${rows}${totalRows === null ? "" : ` of ${totalRows}`} rows`;
}

function megabytes(bytes: number): string {
  return (bytes / BYTES_A_MEGABYTE).toFixed(1);
}
