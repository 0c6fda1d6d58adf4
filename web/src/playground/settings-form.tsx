import type { WorkerSnapshot } from "../api/types.ts";
import { MODE_LABELS, type Settings } from "./settings.ts";

interface SettingsFormProps {
  settings: Settings;
  workers: readonly WorkerSnapshot[];
  onChange(settings: Settings): void;
}

/** Whom to ask, and how. */
export function SettingsForm({ settings, workers, onChange }: SettingsFormProps) {
  const change = (changes: Partial<Settings>) => onChange({ ...settings, ...changes });
  return (
    <div class="filters settings">
      <label>
        Whom to ask
        <select class="wide" value={settings.mode} onChange={(event) => change({ mode: event.currentTarget.value as Settings["mode"] })}>
          {Object.entries(MODE_LABELS).map(([mode, label]) => (
            <option key={mode} value={mode}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {settings.mode === "named" ? (
        <NamedWorkers chosen={settings.workers} workers={workers} onChange={(names) => change({ workers: names })} />
      ) : (
        <label>
          Answers
          <input
            class="short"
            type="number"
            min={1}
            max={16}
            value={settings.k}
            onChange={(event) => change({ k: Math.min(16, Math.max(1, Math.round(event.currentTarget.valueAsNumber || 1))) })}
          />
        </label>
      )}
      <label>
        Temperature
        <input
          class="short"
          type="number"
          min={0}
          max={2}
          step={0.1}
          placeholder="own"
          value={settings.temperature}
          onChange={(event) => change({ temperature: event.currentTarget.value })}
        />
      </label>
      <label>
        Max tokens
        <input
          class="short"
          type="number"
          min={1}
          step={1}
          placeholder="own"
          value={settings.maxTokens}
          onChange={(event) => change({ maxTokens: event.currentTarget.value })}
        />
      </label>
      <label class="check">
        <input type="checkbox" checked={settings.isBlind} onChange={(event) => change({ isBlind: event.currentTarget.checked })} />
        Blind: no names, sides drawn, until you vote
      </label>
    </div>
  );
}

interface NamedWorkersProps {
  chosen: readonly string[];
  workers: readonly WorkerSnapshot[];
  onChange(names: string[]): void;
}

function NamedWorkers({ chosen, workers, onChange }: NamedWorkersProps) {
  const toggle = (name: string) => onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name].slice(-16));
  return (
    <fieldset class="named">
      <legend>Workers, in the order chosen</legend>
      {workers.map(({ uid, name, kind, state, simulated }) => (
        <label key={uid} class="check">
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
          {name} <span class={simulated ? "tag simulated" : "tag"}>{kind}</span>
          {state !== "serving" && state !== "registered" && <span class="muted">{state}</span>}
        </label>
      ))}
    </fieldset>
  );
}
