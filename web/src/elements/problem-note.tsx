import type { Problem } from "../api/problem.ts";

/** Says what went wrong in words; nothing where nothing did. A 401 is said by the key form. */
export function ProblemNote({ problem }: { problem: Problem | undefined }) {
  if (!problem || problem.status === 401) return null;
  return (
    <p class="problem" role="alert">
      {problem.message}
    </p>
  );
}
