import { readAccessKey, storeAccessKey } from "../api/access-key.ts";

/** Asks for the key that the server wants. It stays in this tab only. */
export function KeyForm({ onStored }: { onStored: () => void }) {
  const wasRefused = readAccessKey() !== null;
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get("key");
    if (typeof key !== "string" || key.trim() === "") return;
    storeAccessKey(key.trim());
    onStored();
  };
  return (
    <form class="key-form panel" onSubmit={submit}>
      <h1>This server wants a key</h1>
      <p>
        Paste a key with the scope <code>read</code>. The operator makes one with <code>assay key add NAME --scopes read</code>. It is kept
        in this tab until you close it.
      </p>
      {wasRefused && (
        <p class="problem" role="alert">
          The server refused the key that this tab used. Please check it.
        </p>
      )}
      <label>
        Key <input name="key" type="password" autocomplete="off" required />
      </label>
      <button type="submit" class="primary">
        Use this key
      </button>
    </form>
  );
}
