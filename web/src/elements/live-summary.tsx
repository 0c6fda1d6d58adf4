import { useEffect, useRef, useState } from "preact/hooks";

const MIN_PAUSE_MS = 8000;

/**
 * Tells screen readers how things stand, politely: at most one sentence each eight seconds while it changes, and the
 * last one always.
 */
export function LiveSummary({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  const lastMs = useRef(0);
  useEffect(() => {
    const waitMs = Math.max(0, lastMs.current + MIN_PAUSE_MS - performance.now());
    const timer = setTimeout(() => {
      lastMs.current = performance.now();
      setSaid(text);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
