/** What the worker was asked: texts, and the continuations of which it said how likely they are. */
export function Continuations({ groups }: { groups: readonly { context: string; continuations: readonly string[] }[] }) {
  return (
    <ol class="turns">
      {groups.map(({ context, continuations }, index) => (
        <li key={index} class="turn user">
          <span class="role">{context === "" ? "how likely is" : "after"}</span>
          {context !== "" && <pre>{context}</pre>}
          {context !== "" && <span class="role">how likely is</span>}
          {continuations.map((continuation, at) => (
            <pre key={at}>{continuation}</pre>
          ))}
        </li>
      ))}
    </ol>
  );
}
