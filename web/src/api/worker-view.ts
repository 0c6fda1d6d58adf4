/** A worker as `GET /assay/v1/workers` shows it; the part that the console reads. */
export interface WorkerView {
  uid: number;
  name: string;
  kind: string;
  state: string;
  inFlight: number;
  p50Ms: number | null;
  p95Ms: number | null;
  faults: Record<string, number>;
  incentive: { value: number; low: number; high: number };
}
