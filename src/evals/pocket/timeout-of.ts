import { z } from "zod";

/** How long an answer may take, as an operator has measured it: first token by prompt length, and what each further one adds. */
export const timeoutModelSchema = z.strictObject({
  type: z.literal("llm").default("llm"),
  ttft: z
    .strictObject({
      /** Tokens. (The known system's spelling.) */
      prompt_lenght: z.array(z.number().min(0)).min(3),
      /** Seconds until the first token for each. */
      sla_time: z.array(z.number().min(0)).min(3),
    })
    .refine((ttft) => ttft.prompt_lenght.length === ttft.sla_time.length, "needs one sla_time for each prompt_lenght")
    .refine((ttft) => new Set(ttft.prompt_lenght).size >= 3, "needs three different lengths: a parabola goes through them"),
  /** Seconds for each token after the first. */
  tpot: z.number().min(0),
  /** Seconds in a queue before. */
  queue: z.number().min(0),
});
export type TimeoutModel = z.infer<typeof timeoutModelSchema>;

/** Seconds where no model of the service is known. */
export const DEFAULT_TIMEOUT_SECONDS = 60;

/**
 * Whole seconds for a prompt of `prefill` tokens that may be answered with `decode`: the parabola of least squares through
 * the measured first tokens (numpy's `polyfit` of degree 2), plus the further tokens and the queue.
 */
export function timeoutOf(model: TimeoutModel | undefined, { prefill, decode }: { prefill: number; decode: number }): number {
  if (!model) return DEFAULT_TIMEOUT_SECONDS;
  const [c0, c1, c2] = fitParabola(model.ttft.prompt_lenght, model.ttft.sla_time);
  const seconds = c0 + c1 * prefill + c2 * prefill * prefill + model.tpot * decode + model.queue;
  // What rounding took from a whole second is given back: polyfit's own last digit is as arbitrary.
  return Math.max(1, Math.trunc(seconds + 1e-9));
}

/** Least squares by the normal equations, over lengths scaled to their largest so that these stay well conditioned. */
function fitParabola(xs: readonly number[], ys: readonly number[]): [number, number, number] {
  const scale = Math.max(1, ...xs);
  const powers = [0, 0, 0, 0, 0];
  const rights = [0, 0, 0];
  for (const [at, x] of xs.entries()) {
    for (let p = 0; p < 5; p++) powers[p] = (powers[p] ?? 0) + (x / scale) ** p;
    for (let p = 0; p < 3; p++) rights[p] = (rights[p] ?? 0) + (ys[at] ?? 0) * (x / scale) ** p;
  }
  const rows = [0, 1, 2].map((row) => [0, 1, 2].map((column) => powers[row + column] ?? 0));
  const whole = determinant(rows);
  const [c0, c1, c2] = [0, 1, 2].map(
    (column) => determinant(rows.map((row, at) => row.map((value, place) => (place === column ? (rights[at] ?? 0) : value)))) / whole,
  );
  return [c0 ?? 0, (c1 ?? 0) / scale, (c2 ?? 0) / (scale * scale)];
}

function determinant(rows: readonly (readonly number[])[]): number {
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  return (
    at(0, 0) * (at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)) -
    at(0, 1) * (at(1, 0) * at(2, 2) - at(1, 2) * at(2, 0)) +
    at(0, 2) * (at(1, 0) * at(2, 1) - at(1, 1) * at(2, 0))
  );
}
