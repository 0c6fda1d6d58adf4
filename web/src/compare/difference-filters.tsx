import type { DifferenceFilter } from "../api/paths.ts";
import type { RunDetail } from "../api/types.ts";

interface DifferenceFiltersProps {
  run: RunDetail;
  filter: DifferenceFilter;
  onChange(filter: DifferenceFilter): void;
}

/** Whom to compare, and on which documents. What is chosen stands in the URL. */
export function DifferenceFilters({ run, filter, onChange }: DifferenceFiltersProps) {
  const { a, b } = filter;
  const change = (changes: Partial<DifferenceFilter>) => onChange({ ...filter, ...changes });
  const outcomes: [string, string][] = [
    ["", "they differ"],
    ["a", `won by ${a}`],
    ["b", `won by ${b}`],
    ["both", "solved by both"],
    ["neither", "solved by neither"],
    ["all", "any outcome"],
  ];
  const worker = (label: string, name: "a" | "b", other: string) => (
    <label>
      {label}
      <select value={filter[name]} onChange={(event) => change({ [name]: event.currentTarget.value })}>
        {run.workers
          .filter((one) => one.name !== other)
          .map((one) => (
            <option key={one.uid}>{one.name}</option>
          ))}
      </select>
    </label>
  );
  return (
    <form class="filters" role="search" aria-label="Filter documents" onSubmit={(event) => event.preventDefault()}>
      {worker("Worker A", "a", b)}
      {worker("Worker B", "b", a)}
      <button type="button" onClick={() => change({ a: b, b: a })}>
        Swap
      </button>
      <label>
        Where
        <select value={filter.outcome ?? ""} onChange={(event) => change({ outcome: event.currentTarget.value || null })}>
          {outcomes.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        Task
        <select value={filter.task ?? ""} onChange={(event) => change({ task: event.currentTarget.value || null })}>
          <option value="">all</option>
          {run.taskNames.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        Either answer contains
        <input
          type="search"
          value={filter.text ?? ""}
          maxLength={200}
          onChange={(event) => change({ text: event.currentTarget.value || null })}
        />
      </label>
    </form>
  );
}
