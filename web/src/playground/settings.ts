/** How a comparison is asked: stands in the URL, so that it can be sent to a colleague. The prompt does not. */
export interface Settings {
  mode: "top_incentive" | "random" | "least_workload" | "adaptive" | "named";
  k: number;
  /** Mode named: whom, in this order. */
  workers: string[];
  /** Empty: not sent. */
  temperature: string;
  maxTokens: string;
  isBlind: boolean;
}

const MODES = ["top_incentive", "random", "least_workload", "adaptive", "named"] as const;

/** Each way to choose, in words. */
export const MODE_LABELS: Record<Settings["mode"], string> = {
  top_incentive: "the best by incentive",
  random: "any, drawn at random",
  least_workload: "the least busy",
  adaptive: "as often as each may be best",
  named: "these workers",
};

export function readSettings(query: URLSearchParams): Settings {
  const mode = MODES.find((one) => one === query.get("mode")) ?? "top_incentive";
  const k = Number(query.get("k") ?? 3);
  return {
    mode,
    k: Number.isInteger(k) && k >= 1 && k <= 16 ? k : 3,
    workers: query.getAll("worker"),
    temperature: query.get("temperature") ?? "",
    maxTokens: query.get("maxTokens") ?? "",
    isBlind: query.get("blind") === "1",
  };
}

/** The query that `readSettings` reads; without what is as it always is. */
export function toQuery({ mode, k, workers, temperature, maxTokens, isBlind }: Settings): string {
  const query = new URLSearchParams();
  if (mode !== "top_incentive") query.set("mode", mode);
  if (mode === "named") for (const worker of workers) query.append("worker", worker);
  else if (k !== 3) query.set("k", String(k));
  if (temperature !== "") query.set("temperature", temperature);
  if (maxTokens !== "") query.set("maxTokens", maxTokens);
  if (isBlind) query.set("blind", "1");
  return query.toString();
}

export interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

/** The body of `POST /assay/v1/compare`. */
export function toBody(settings: Settings, messages: readonly Message[]): object {
  const { mode, k, workers, temperature, maxTokens, isBlind } = settings;
  return {
    messages,
    ...(mode === "named" ? { workers } : { mode, k }),
    ...(temperature !== "" && { temperature: Number(temperature) }),
    ...(maxTokens !== "" && { maxTokens: Number(maxTokens) }),
    blind: isBlind,
  };
}
