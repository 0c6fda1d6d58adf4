/** Splits rows into stretches of one bracket. In the ranking's own order these are the ties. */
export function groupByBracket<Row extends { bracket: number }>(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.bracket === row.bracket) last.push(row);
    else groups.push([row]);
  }
  return groups;
}
