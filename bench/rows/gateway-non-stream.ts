import type { Comparison, Row } from "../row.ts";
import { openGatewayRow, type GatewayLoad } from "./gateway.ts";

const MODEL = "bench:tokens=50";

const GATEWAYS = ["pass-through", "portkey"];
const COMPARISONS: readonly Comparison[] = [
  { metric: "perSecond", label: "requests/s", kind: "ratio", better: "higher", against: GATEWAYS },
  { metric: "cpuUs", label: "CPU per request (µs)", kind: "ratio", better: "lower", against: GATEWAYS },
  { metric: "totalP50", label: "added, median (ms)", kind: "difference", better: "lower", against: ["direct", "pass-through"] },
  { metric: "totalP99", label: "added, 99th percentile (ms)", kind: "difference", better: "lower", against: ["direct", "pass-through"] },
];

export const row: Row = {
  name: "gateway non-stream",
  about: "one answer of 50 words to a 1 kB prompt; auth, choice and logging on",
  open: (context) => openGatewayRow(context, false, loads(context.isSmoke)),
};

function loads(isSmoke: boolean): GatewayLoad[] {
  const inFlights = isSmoke ? [32] : [1, 32, 256];
  return inFlights.map((inFlight) => ({
    name: `${inFlight} in flight`,
    inFlight,
    model: MODEL,
    durationMs: isSmoke ? 300 : 1500,
    comparisons: COMPARISONS,
  }));
}
