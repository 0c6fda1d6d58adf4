import type { SampleFilter } from "../api/paths.ts";
import type { RunDetail } from "../api/types.ts";
import { FAULT_SENTENCES } from "./fault-sentences.ts";

interface SampleFiltersProps {
  run: RunDetail;
  filter: SampleFilter;
  onChange(filter: SampleFilter): void;
}

/** Narrows the samples. What is chosen stands in the URL. */
export function SampleFilters({ run, filter, onChange }: SampleFiltersProps) {
  const change = (name: keyof SampleFilter) => (value: string) => onChange({ ...filter, [name]: value || null });
  return (
    <form class="filters" role="search" aria-label="Filter samples" onSubmit={(event) => event.preventDefault()}>
      <Choice label="Worker" value={filter.worker} onChange={change("worker")} options={run.workers.map(({ name }) => [name, name])} />
      <Choice label="Task" value={filter.task} onChange={change("task")} options={run.taskNames.map((name) => [name, name])} />
      <Choice
        label="Score"
        value={filter.score}
        onChange={change("score")}
        options={[
          ["right", "right"],
          ["wrong", "wrong"],
        ]}
      />
      <Choice
        label="Fault"
        value={filter.fault}
        onChange={change("fault")}
        options={[["any", "any fault"], ...Object.keys(FAULT_SENTENCES).map((code): [string, string] => [code, code.replaceAll("_", " ")])]}
      />
      <label>
        From document
        <input
          type="number"
          inputMode="numeric"
          min={0}
          max={Math.max(0, run.instanceCount - 1)}
          value={filter.from ?? ""}
          onChange={(event) => change("from")(event.currentTarget.value)}
        />
      </label>
      <label>
        Answer contains
        <input
          type="search"
          value={filter.text ?? ""}
          maxLength={200}
          // On Enter or on leaving: each search walks the run's answers.
          onChange={(event) => change("text")(event.currentTarget.value)}
        />
      </label>
    </form>
  );
}

interface ChoiceProps {
  label: string;
  value: string | null;
  options: readonly (readonly [value: string, label: string])[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">all</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
