import { AssayError, messageOf } from "../../lib/errors.ts";
import { callForText, type Callee } from "../../llm/index.ts";

const TIMEOUT_MS = 10_000;
const SHOWN = 10;

/**
 * The one model that a backend lists; undefined when it has no list: then it has one model and does not mind the name.
 * @throws AssayError `unavailable` when it cannot be reached, `invalid_input` when it lists several
 */
export async function findModel(backend: Callee, signal: AbortSignal): Promise<string | undefined> {
  const { result, text } = await callForText(backend, "/models", null, { signal, timeoutMs: TIMEOUT_MS }).catch((cause: unknown) => {
    throw new AssayError("unavailable", `${messageOf(cause)} Start the backend first, or name its model with --model.`, { cause });
  });
  const models = result.status === 200 ? idsIn(text) : [];
  if (models.length < 2) return models[0];
  const names = models.slice(0, SHOWN).join(", ");
  throw new AssayError("invalid_input", `The backend serves ${models.length} models: choose one with --model (${names}).`, {
    field: "model",
  });
}

function idsIn(text: string): string[] {
  try {
    const { data } = JSON.parse(text) as { data?: { id?: unknown }[] };
    return (data ?? []).flatMap(({ id }) => (typeof id === "string" ? [id] : []));
  } catch {
    return [];
  }
}
