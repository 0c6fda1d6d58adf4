import type { Comparison, Row } from "../row.ts";
import { openGatewayRow, type GatewayLoad } from "./gateway.ts";

const MODEL = "bench:tokens=50";
const PACED_MODEL = "bench:tokens=50,gap=40";

const GATEWAYS = ["pass-through", "portkey"];
const COMPARISONS: readonly Comparison[] = [
  { metric: "perSecond", label: "streams/s", kind: "ratio", better: "higher", against: GATEWAYS },
  { metric: "cpuUs", label: "CPU per stream (µs)", kind: "ratio", better: "lower", against: GATEWAYS },
  { metric: "firstP50", label: "first byte, added, median (ms)", kind: "difference", better: "lower" },
  { metric: "firstP99", label: "first byte, added, 99th percentile (ms)", kind: "difference", better: "lower", against: GATEWAYS },
  { metric: "totalP50", label: "whole, added, median (ms)", kind: "difference", better: "lower", against: GATEWAYS },
];

// At a steady pace all subjects give the same number of streams, and only their costs differ.
const PACED = COMPARISONS.filter(({ metric }) => metric !== "perSecond");

export const row: Row = {
  name: "gateway stream",
  about: "50 chunks without a pause; then 1,000 streams at once at 25 chunks/s",
  open: (context) => openGatewayRow(context, true, loads(context.isSmoke)),
};

function loads(isSmoke: boolean): GatewayLoad[] {
  const fast = (isSmoke ? [32] : [1, 32, 256]).map((inFlight) => ({
    name: `${inFlight} in flight`,
    inFlight,
    model: MODEL,
    durationMs: isSmoke ? 300 : 1500,
    comparisons: COMPARISONS,
  }));
  if (isSmoke) return fast;
  return [...fast, { name: "1,000 at once, paced", inFlight: 1000, model: PACED_MODEL, durationMs: 10_000, comparisons: PACED }];
}
