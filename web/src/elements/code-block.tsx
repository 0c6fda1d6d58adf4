import { useState } from "preact/hooks";
import { copyText } from "./copy-text.ts";

/** Code to take away: scrolls by itself when it is wide, and copies with one button. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  const [outcome, setOutcome] = useState("");
  const copy = async () => setOutcome((await copyText(code)) ? "Copied" : "Not copied: select the text instead");
  return (
    <figure class="code">
      <figcaption>
        <span>{label}</span>
        <span role="status">{outcome}</span>
        <button type="button" onClick={copy} aria-label={`Copy ${label}`}>
          Copy
        </button>
      </figcaption>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
