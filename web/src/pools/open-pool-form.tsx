import { useState } from "preact/hooks";
import { poolsPath, tasksPath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { PoolDetail } from "../api/types.ts";
import { useAction } from "../api/use-action.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { navigate } from "../router.ts";
import { AllocationFields, readAllocation, FIRST_TERMS } from "./allocation-fields.tsx";
import { newId } from "./new-id.ts";
import { termsOf } from "./terms.ts";

/** Puts a funder's money on a task. The server checks all of it, and says what does not fit. */
export function OpenPoolForm({ onClose }: { onClose: () => void }) {
  const [id] = useState(newId);
  const [terms, setTerms] = useState(FIRST_TERMS);
  const { isBusy, problem, run } = useAction();
  const allocation = readAllocation(terms);
  const open = (form: FormData) =>
    run(async () => {
      const pool = JSON.parse(await send("POST", poolsPath(), { body: { id, ...readFields(form), allocation } })) as PoolDetail;
      navigate(`/pools/${encodeURIComponent(pool.id)}`);
    });
  return (
    <form
      class="panel start"
      aria-labelledby="open-pool"
      onSubmit={(event) => {
        event.preventDefault();
        void open(new FormData(event.currentTarget));
      }}
    >
      <h2 id="open-pool">Open a pool</h2>
      <div class="filters">
        <FundingFields />
        <AllocationFields terms={terms} onChange={setTerms} />
      </div>
      <p class="hint">{termsOf(allocation)}</p>
      <div class="ask-line">
        <button type="submit" class="primary" disabled={isBusy}>
          Put the money on the task
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <ProblemNote problem={problem} />
    </form>
  );
}

function FundingFields() {
  const tasks = useResource(tasksPath());
  const runnable = (tasks.value?.tasks ?? []).filter(({ kind, refusal }) => kind === "task" && refusal === null);
  return (
    <>
      <label>
        Funder
        <input name="funder" required autocomplete="off" />
      </label>
      <label>
        Token
        <input name="token" required autocomplete="off" />
      </label>
      <label>
        Funds, smallest unit
        <input name="funds" required inputMode="numeric" pattern="[1-9][0-9]*" title="a whole number in digits" autocomplete="off" />
      </label>
      <label>
        Task
        <input name="task" required list="pool-tasks" autocomplete="off" />
      </label>
      <datalist id="pool-tasks">
        {runnable.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label>
        Documents at most
        <input name="documents" type="number" min={1} placeholder="all" />
      </label>
      <label>
        Days
        <input name="days" type="number" min={0} step="any" placeholder="30" />
      </label>
    </>
  );
}

/** The fields as the API takes them; empty numbers are left to its defaults. */
function readFields(form: FormData): Record<string, string | number> {
  const fields = [...form].flatMap(([name, value]) =>
    typeof value === "string" && value.trim() !== "" ? [[name, value.trim()] as const] : [],
  );
  return Object.fromEntries(fields.map(([name, text]) => [name, name === "documents" || name === "days" ? Number(text) : text]));
}
