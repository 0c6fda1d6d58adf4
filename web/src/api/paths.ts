import type {
  Comparison,
  DatasetView,
  DifferencePage,
  JournalLine,
  Leaderboard,
  PoolDetail,
  PoolSummary,
  RunDetail,
  RunResult,
  RunSummary,
  SampleDetail,
  SamplePage,
  TaskEntry,
  WorkerSnapshot,
} from "./types.ts";

/** The path of a resource, which knows the type of what GET answers. */
export type Path<T> = string & { readonly answer?: T };

const BASE = "/assay/v1";

export const leaderboardPath = (run: string | null): Path<Leaderboard> => withQuery(`${BASE}/leaderboard`, { run });
export const runsPath = (): Path<{ runs: RunSummary[] }> => `${BASE}/runs`;
export const runPath = (id: string): Path<RunDetail> => `${BASE}/runs/${encodeURIComponent(id)}`;
export const resultsPath = (id: string): Path<RunResult> => `${runPath(id)}/results`;
export const comparisonPath = (id: string, a: string, b: string): Path<Comparison> => withQuery(`${runPath(id)}/compare`, { a, b });
export interface DifferenceFilter {
  a: string;
  b: string;
  outcome: string | null;
  task: string | null;
  text: string | null;
}

export const differencesPath = (id: string, filter: DifferenceFilter, after: number | null): Path<DifferencePage> =>
  withQuery(`${runPath(id)}/compare/documents`, { ...filter, after: after === null ? null : String(after) });
export const samplePath = (id: string, ordinal: number, uid: number): Path<SampleDetail> => `${runPath(id)}/samples/${ordinal}/${uid}`;
export const tasksPath = (): Path<{ tasks: TaskEntry[]; problems: string[] }> => `${BASE}/tasks`;
export const datasetsPath = (): Path<{ datasets: DatasetView[] }> => `${BASE}/datasets`;
export const votesPath = `${BASE}/votes`;
export const comparePath = `${BASE}/compare`;
export const dutyPath = (worker: string, verb: "pause" | "drain" | "resume"): string =>
  `${BASE}/workers/${encodeURIComponent(worker)}/${verb}`;
export const poolsPath = (): Path<{ pools: PoolSummary[] }> => `${BASE}/pools`;
export const poolPath = (id: string): Path<PoolDetail> => `${BASE}/pools/${encodeURIComponent(id)}`;
export const poolWorkPath = (id: string, what: "entries" | "evaluation" | "leaderboard" | "settlement"): string =>
  `${poolPath(id)}/${what}`;

export interface TokenSupply {
  token: string;
  supply: string;
}
export interface AccountView {
  token: string;
  owner: string;
  balance: string;
  reserved: string;
}
export interface JournalPage {
  entries: JournalLine[];
  next: number | null;
}
export interface LedgerVerification {
  root: string;
  tokens: { token: string; entries: string; accounts: number; supply: string; hash: string }[];
  faults: string[];
}

export const tokensPath = (): Path<{ tokens: TokenSupply[] }> => `${BASE}/ledger/tokens`;
export const verificationPath = (): Path<LedgerVerification> => `${BASE}/ledger/verification`;
export const accountsPath = (token: string, after: string | null, limit: number): Path<{ accounts: AccountView[]; next: string | null }> =>
  withQuery(`${BASE}/ledger/tokens/${encodeURIComponent(token)}/accounts`, { after, limit: String(limit) });
export const journalPath = (token: string, page: { owner: string | null; after: number; limit: number }): Path<JournalPage> =>
  withQuery(`${BASE}/ledger/tokens/${encodeURIComponent(token)}/journal`, {
    owner: page.owner,
    after: String(page.after),
    limit: String(page.limit),
  });
export const workersPath = (): Path<{ workers: WorkerSnapshot[] }> => `${BASE}/workers`;

/** What a list of samples is narrowed to, and where it starts; null = all, from the first document. */
export interface SampleFilter {
  worker: string | null;
  task: string | null;
  score: string | null;
  fault: string | null;
  text: string | null;
  /** Ordinal of the first document. */
  from: string | null;
}

export function samplesPath(id: string, filter: SampleFilter, page: { after: string | null; limit: number }): Path<SamplePage> {
  const { from, ...narrowing } = filter;
  return withQuery(`${runPath(id)}/samples`, { ...narrowing, after: page.after ?? placeBefore(from), limit: String(page.limit) });
}

/** The server's cursors are `ordinal-uid` of the last sample seen: here, the last possible one before a document. */
function placeBefore(from: string | null): string | null {
  const ordinal = Number(from);
  return Number.isInteger(ordinal) && ordinal > 0 ? `${ordinal - 1}-999999999` : null;
}

function withQuery(path: string, parameters: Record<string, string | null>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
