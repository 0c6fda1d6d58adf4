import { useMemo } from "preact/hooks";
import { diffTexts, type DiffPart } from "./diff-parts.ts";

interface TextDiffProps {
  a: { name: string; text: string };
  b: { name: string; text: string };
}

/** Two answers side by side, what only one of them says underlined: with a wave on the left, straight on the right. */
export function TextDiff({ a, b }: TextDiffProps) {
  const diff = useMemo(() => diffTexts(a.text, b.text), [a.text, b.text]);
  return (
    <div class="diff">
      <Side name={a.name} parts={diff?.a ?? [{ text: a.text, isOwn: false }]} as="del" />
      <Side name={b.name} parts={diff?.b ?? [{ text: b.text, isOwn: false }]} as="ins" />
      <p class="hint">
        {diff === null
          ? "The answers have too little in common to compare token by token."
          : a.text === b.text
            ? "The answers are equal to the last character."
            : `${Math.floor(100 * diff.shared)} % of the text is common; what only one says is underlined.`}
      </p>
    </div>
  );
}

function Side({ name, parts, as: Mark }: { name: string; parts: readonly DiffPart[]; as: "del" | "ins" }) {
  return (
    <div class="diff-side">
      <p class="diff-name">{name}</p>
      <div class="raw" tabIndex={0} role="group" aria-label={`Answer of ${name}`}>
        {parts.map((part, index) => (part.isOwn ? <Mark key={index}>{part.text}</Mark> : part.text))}
        {parts.every(({ text }) => text === "") && <span class="muted">an empty text</span>}
      </div>
    </div>
  );
}
