interface Turn {
  role: string;
  content: string;
}

/** What the worker was asked: a conversation as its turns, a completion as one text. */
export function Prompt({ body }: { body: Record<string, unknown> }) {
  const turns = readTurns(body);
  const parameters = Object.entries(body).filter(([name]) => name !== "messages" && name !== "prompt");
  const shots = Math.max(0, turns.length - 2);
  return (
    <>
      {shots > 0 && (
        <details class="earlier">
          <summary>{turns.length - 1} earlier turns</summary>
          <Turns turns={turns.slice(0, -1)} />
        </details>
      )}
      <Turns turns={shots > 0 ? turns.slice(-1) : turns} />
      {parameters.length > 0 && (
        <dl class="facts parameters">
          {parameters.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function Turns({ turns }: { turns: readonly Turn[] }) {
  return (
    <ol class="turns">
      {turns.map((turn, index) => (
        <li key={index} class={`turn ${turn.role}`}>
          <span class="role">{turn.role}</span>
          <pre>{turn.content}</pre>
        </li>
      ))}
    </ol>
  );
}

/** Bodies come from outside: what is not a known turn is shown as it is. */
function readTurns(body: Record<string, unknown>): Turn[] {
  if (!Array.isArray(body["messages"])) return [{ role: "prompt", content: textOf(body["prompt"]) }];
  return body["messages"].map((message: unknown) => {
    const { role, content } = message !== null && typeof message === "object" ? (message as Record<string, unknown>) : {};
    return { role: textOf(role), content: textOf(content) };
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
