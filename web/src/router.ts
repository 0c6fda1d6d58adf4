import { useEffect, useState } from "preact/hooks";

/** Where the reader is: the path's decoded segments and the query. */
export interface Place {
  path: string;
  segments: string[];
  query: URLSearchParams;
}

const MOVED = "assay:moved";
const CONSOLE_PATH = /^\/($|(runs|pools)(\/|$)|(workers|playground|tasks|ledger)$)/;

/** Goes to a page of the console. `replace` leaves no step for the back button: for filters. */
export function navigate(href: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  dispatchEvent(new Event(MOVED));
}

/** The current place; follows the back button, `navigate`, and clicks on plain links to pages of the console. */
export function usePlace(): Place {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    for (const event of ["popstate", MOVED]) addEventListener(event, () => setPlace(readPlace()), { signal });
    document.addEventListener("click", followLink, { signal });
    return () => controller.abort();
  }, []);
  return place;
}

function readPlace(): Place {
  const segments = location.pathname.split("/").filter(Boolean).map(decodeSegment);
  return { path: location.pathname, segments, query: new URLSearchParams(location.search) };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
  if (!link || !isPlain || link.target || link.hash || link.origin !== location.origin || !CONSOLE_PATH.test(link.pathname)) return;
  event.preventDefault();
  navigate(link.href);
}
