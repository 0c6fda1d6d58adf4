import { AssayError } from "../lib/errors.ts";
import type { EndpointName, WorkerPool, WorkerSnapshot } from "../workers/index.ts";
import { answers } from "./answers.ts";
import { bestOf } from "./best-of/index.ts";
import { isPolicy } from "./policies.ts";
import { routeModel, type Route } from "./route-model.ts";

interface Asked {
  model: string;
  endpoint: EndpointName;
}

const WHAT: Record<EndpointName, string> = { chat: "chats", completions: "completions", embeddings: "embeddings" };

/**
 * Whom to ask for a request: of those behind its model, the ones that answer its endpoint.
 * @param seed seeds the choices
 * @throws like `routeModel`; `not_found` for a model that does not answer this endpoint; `invalid_input` for embeddings by a policy
 */
export function routeRequest(pool: Pick<WorkerPool, "list">, { model, endpoint }: Asked, seed: number): Route {
  if (bestOf(model) !== undefined) {
    throw new AssayError("invalid_input", `${model} answers chats only, at /v1/chat/completions.`, { field: "model" });
  }
  if (endpoint === "embeddings") refuseMixture(pool, model);
  const everybody = pool.list();
  const fit = everybody.filter(answers(endpoint));
  const isNamed = ({ name, model: served }: WorkerSnapshot) => name === model || served === model;
  if (!isPolicy(model) && everybody.some(isNamed) && !fit.some(isNamed)) {
    throw new AssayError("not_found", `The model ${JSON.stringify(model)} does not answer ${WHAT[endpoint]}.`, { field: "model" });
  }
  return routeModel(() => pool.list().filter(answers(endpoint)), model, seed);
}

/** Vectors of two models do not compare: whoever asks twice must get both from the same. */
function refuseMixture(pool: Pick<WorkerPool, "list">, model: string): void {
  if (!isPolicy(model)) return;
  const models = pool.list().flatMap((worker) => (answers("embeddings")(worker) ? [worker.model ?? worker.name] : []));
  const known = [...new Set(models)].slice(0, 20);
  const hint =
    known.length === 0 ? "No worker answers them yet: `assay worker add --endpoint embeddings`." : `There are ${known.join(", ")}.`;
  throw new AssayError("invalid_input", `Embeddings come from one model, which must be named: ${model} may be any. ${hint}`, {
    field: "model",
  });
}
