import { useEffect, useState } from "preact/hooks";

const NARROW = "(max-width: 48rem)";
const LINE_PX = 34;
const CARD_PX = 92;

/** Height of a row of samples in pixels. The stylesheet gives rows exactly this height: a line, or a card where it is narrow. */
export function useRowHeight(): number {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const controller = new AbortController();
    const media = matchMedia(NARROW);
    media.addEventListener("change", () => setNarrow(media.matches), { signal: controller.signal });
    return () => controller.abort();
  }, []);
  return isNarrow ? CARD_PX : LINE_PX;
}
