import { checkAggregates } from "./checks/aggregate.ts";
import { checkBuiltIn } from "./checks/built-in.ts";
import { checkChoices } from "./checks/choices.ts";
import { checkEvaluations } from "./checks/evaluate.ts";
import { checkFilters } from "./checks/filters.ts";
import { checkMathEquivalence } from "./checks/math-equivalence.ts";
import { checkPocket } from "./checks/pocket.ts";
import { checkPocketDocuments } from "./checks/pocket-documents.ts";
import { checkRandom } from "./checks/random.ts";
import { checkRequests } from "./checks/requests.ts";
import { checkScoring } from "./checks/scoring.ts";
import { checkTemplates } from "./checks/templates.ts";
import type { Outcome } from "./outcome.ts";
import { openVectors } from "./vectors.ts";

/** Holds this program to every file of a folder of vectors, and to what such folders share. Files that are missing have no outcome. */
export async function checkVectors(directory: string): Promise<Outcome[]> {
  const vectors = openVectors(directory);
  const outcomes = [
    ...checkRequests(vectors),
    ...(await checkBuiltIn(vectors)),
    ...checkScoring(vectors),
    ...checkMathEquivalence(vectors),
    ...checkFilters(vectors),
    ...checkAggregates(vectors),
    ...(await checkEvaluations(vectors)),
    ...checkRandom(vectors),
    ...checkTemplates(vectors),
    ...checkPocket(vectors),
    ...checkPocketDocuments(vectors),
    ...(await checkChoices(vectors)),
  ];
  return outcomes.filter(({ total }) => total > 0);
}
