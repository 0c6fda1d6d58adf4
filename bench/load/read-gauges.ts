/** What the server counts as under way, by its own metrics; the look itself is not in it. */
export async function readGauges({ url, key }: { url: string; key: string }): Promise<{ inFlight: number; atWorkers: number }> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  const text = await response.text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, "gm"))].reduce((total, [, value]) => total + Number(value), 0);
  return {
    inFlight: sum("assay_http_requests_in_flight") - 1,
    atWorkers: sum("assay_worker_requests_in_flight") + sum("assay_worker_requests_queued"),
  };
}
