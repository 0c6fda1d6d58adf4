import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { onRefusal } from "./api/access-key.ts";
import { ComparePage } from "./compare/compare-page.tsx";
import { KeyForm } from "./elements/key-form.tsx";
import { LeaderboardPage } from "./leaderboard/leaderboard-page.tsx";
import { LedgerPage } from "./ledger/ledger-page.tsx";
import { PlaygroundPage } from "./playground/playground-page.tsx";
import { PoolPage } from "./pools/pool-page.tsx";
import { PoolsPage } from "./pools/pools-page.tsx";
import { usePlace, type Place } from "./router.ts";
import { RunPage } from "./runs/run-page.tsx";
import { RunsPage } from "./runs/runs-page.tsx";
import { SamplePage } from "./samples/sample-page.tsx";
import { TasksPage } from "./tasks/tasks-page.tsx";
import { WorkersPage } from "./workers/workers-page.tsx";

const PAGES = [
  { href: "/", label: "Leaderboard" },
  { href: "/playground", label: "Playground" },
  { href: "/runs", label: "Runs" },
  { href: "/tasks", label: "Tasks" },
  { href: "/workers", label: "Workers" },
  { href: "/pools", label: "Pools" },
  { href: "/ledger", label: "Ledger" },
];

/** The frame around every page: navigation, the page of the current place, and the key form when the server asks for one. */
export function Console() {
  const place = usePlace();
  const [isRefused, setRefused] = useState(false);
  const main = useRef<HTMLElement>(null);
  useEffect(() => onRefusal(() => setRefused(true)), []);
  useFocusOnArrival(place.path, main.current);
  const here = place.segments[0] ?? "";
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="bar">
        <a class="brand" href="/" aria-label="Assay, leaderboard">
          <Mark /> <span class="brand-name">Assay</span>
        </a>
        <nav aria-label="Console">
          {PAGES.map(({ href, label }) => (
            <a key={href} href={href} aria-current={href === `/${here}` ? "page" : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <a class="api" href="/docs">
          API
        </a>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {isRefused ? <KeyForm onStored={() => setRefused(false)} /> : pageOf(place)}
      </main>
    </>
  );
}

function pageOf(place: Place): ComponentChildren {
  const { path, segments, query } = place;
  const [first, second] = segments;
  if (first === "runs" && second !== undefined) return pageOfRun(second, place);
  if (first === "pools" && second !== undefined && segments.length === 2) return <PoolPage key={second} id={second} />;
  if (second !== undefined) return <NotFound path={path} />;
  switch (first) {
    case undefined:
      return <LeaderboardPage query={query} />;
    case "playground":
      return <PlaygroundPage query={query} />;
    case "ledger":
      return <LedgerPage query={query} />;
    case "pools":
      return <PoolsPage query={query} />;
    case "runs":
      return <RunsPage />;
    case "tasks":
      return <TasksPage query={query} />;
    case "workers":
      return <WorkersPage />;
    default:
      return <NotFound path={path} />;
  }
}

function pageOfRun(run: string, { path, segments, query }: Place): ComponentChildren {
  const [, , part, ordinal, uid] = segments;
  if (part === undefined) return <RunPage key={run} run={run} query={query} />;
  if (part === "compare" && segments.length === 3) return <ComparePage key={run} run={run} query={query} />;
  if (part === "samples" && segments.length === 5) {
    return <SamplePage key={path} run={run} ordinal={Number(ordinal)} uid={Number(uid)} query={query} />;
  }
  return <NotFound path={path} />;
}

function NotFound({ path }: { path: string }) {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        Nothing is at <code>{path}</code>. The <a href="/">leaderboard</a> is a good place to begin.
      </p>
    </>
  );
}

/** On a new page, keyboard and screen reader begin at its content; on the first one they begin where the browser puts them. */
function useFocusOnArrival(path: string, main: HTMLElement | null): void {
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    scrollTo(0, 0);
    main?.focus({ preventScroll: true });
  }, [path]);
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true" class="mark">
      <path d="M7 10h12M11 22h14" />
      <circle cx="13" cy="10" r="4" />
      <circle cx="19" cy="22" r="4" />
    </svg>
  );
}
