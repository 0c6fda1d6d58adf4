import type { SampleDetail } from "../api/types.ts";

/** Every metric, for what each filter extracted. */
export function ScoreTable({ results }: { results: SampleDetail["results"] }) {
  const filters = Object.entries(results);
  const metrics = [...new Set(filters.flatMap(([, result]) => Object.keys(result.metrics)))];
  if (filters.length === 0) return null;
  return (
    <div class="scroll" role="region" aria-label="Metrics by filter" tabIndex={0}>
      <table>
        <caption class="visually-hidden">Metrics of this sample by filter</caption>
        <thead>
          <tr>
            <th scope="col">Filter</th>
            <th scope="col">Extracted</th>
            {metrics.map((metric) => (
              <th key={metric} scope="col" class="number">
                {metric}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filters.map(([filter, result]) => (
            <tr key={filter}>
              <th scope="row">{filter}</th>
              <td class="code-text">{result.extracted}</td>
              {metrics.map((metric) => (
                <td key={metric} class="number">
                  {result.metrics[metric] ?? "–"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
