import type { Message } from "./settings.ts";

interface PromptFormProps {
  messages: readonly Message[];
  onChange(messages: Message[]): void;
  /** Ctrl or Cmd with Enter. */
  onSubmit(): void;
}

const LABELS: Record<Message["role"], string> = { system: "System", user: "User", assistant: "Assistant" };

/** A conversation to put to the workers: one prompt at first, turns and a system message on demand. */
export function PromptForm({ messages, onChange, onSubmit }: PromptFormProps) {
  const change = (index: number, content: string) => onChange(messages.map((one, at) => (at === index ? { ...one, content } : one)));
  const hasSystem = messages[0]?.role === "system";
  const nextRole = messages.at(-1)?.role === "user" ? "assistant" : "user";
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSubmit();
  };
  return (
    <div class="conversation">
      {messages.map((message, index) => (
        <div key={index} class={`composed ${message.role}`}>
          <label for={`message-${index}`}>{LABELS[message.role]}</label>
          <textarea
            id={`message-${index}`}
            rows={message.role === "user" && index === messages.length - 1 ? 4 : 2}
            value={message.content}
            onInput={(event) => change(index, event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          {messages.length > 1 && (
            <button
              type="button"
              class="quiet"
              aria-label={`Remove the ${LABELS[message.role].toLowerCase()} message ${index + 1}`}
              onClick={() => onChange(messages.filter((_, at) => at !== index))}
            >
              Remove
            </button>
          )}
        </div>
      ))}
      <div class="conversation-more">
        {!hasSystem && (
          <button type="button" class="quiet" onClick={() => onChange([{ role: "system", content: "" }, ...messages])}>
            Add system message
          </button>
        )}
        <button type="button" class="quiet" onClick={() => onChange([...messages, { role: nextRole, content: "" }])}>
          Add {nextRole} turn
        </button>
      </div>
    </div>
  );
}
