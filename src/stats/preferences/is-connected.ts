/**
 * Whether every one beat every other one, directly or over others: without it some strengths are infinite (Ford 1957).
 * @param beats pairs [winner, loser]
 */
export function isConnected(count: number, beats: readonly (readonly [number, number])[]): boolean {
  return [beats, beats.map(([winner, loser]) => [loser, winner] as const)].every((edges) => reachable(count, edges) === count);
}

function reachable(count: number, edges: readonly (readonly [number, number])[]): number {
  const next = Map.groupBy(edges, ([from]) => from);
  const seen = new Set<number>(count > 0 ? [0] : []);
  for (const own of seen) for (const [, to] of next.get(own) ?? []) seen.add(to);
  return seen.size;
}
