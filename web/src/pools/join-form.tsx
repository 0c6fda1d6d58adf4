import { useRef } from "preact/hooks";
import { poolWorkPath, workersPath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import { useAction } from "../api/use-action.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";

/** Enters a model into a pool. A model belongs to the first who joins with it. */
export function JoinForm({ pool, onDone }: { pool: string; onDone: () => void }) {
  const workers = useResource(workersPath());
  const form = useRef<HTMLFormElement>(null);
  const { isBusy, problem, run } = useAction();
  const join = (data: FormData) =>
    run(async () => {
      const body = { participant: String(data.get("participant")).trim(), model: String(data.get("model")).trim() };
      await send("POST", poolWorkPath(pool, "entries"), { body });
      form.current?.reset();
      onDone();
    });
  return (
    <form
      ref={form}
      class="panel start"
      aria-labelledby="join"
      onSubmit={(event) => {
        event.preventDefault();
        void join(new FormData(event.currentTarget));
      }}
    >
      <h2 id="join">Join</h2>
      <div class="filters">
        <label>
          Participant, who is paid
          <input name="participant" required autocomplete="off" />
        </label>
        <label>
          Model, or the worker that serves it
          <input name="model" required list="pool-models" autocomplete="off" />
        </label>
        <datalist id="pool-models">
          {(workers.value?.workers ?? []).map(({ uid, name }) => (
            <option key={uid} value={name} />
          ))}
        </datalist>
        <button type="submit" class="primary" disabled={isBusy}>
          Join
        </button>
      </div>
      <ProblemNote problem={problem} />
    </form>
  );
}
