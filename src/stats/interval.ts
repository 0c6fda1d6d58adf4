/** A confidence interval: both ends are in the unit of the values. */
export interface Interval {
  low: number;
  high: number;
}
