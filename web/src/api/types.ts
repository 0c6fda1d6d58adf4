/** The API's types, from the schemas that the server validates with. The only place where the console looks into `src/`. */
export type {
  Comparison,
  DifferencePage,
  DifferenceSide,
  Leaderboard,
  LeaderboardRow,
  RunDetail,
  RunResult,
  RunSummary,
  SampleDetail,
  SamplePage,
  SampleRow,
  TaskEntry,
  TaskResult,
} from "../../../src/evals/views.ts";
export type { RunState } from "../../../src/evals/run.ts";
export type { AnswerEnd, ComparedWorker, CompareEvent } from "../../../src/gateway/compare/compare-event.ts";
export type { DatasetView } from "../../../src/evals/datasets/view-dataset.ts";
export type { JournalLine } from "../../../src/ledger/journal-line.ts";
export type { PoolRow } from "../../../src/pools/leaderboard.ts";
export type { Settlement } from "../../../src/pools/settlement.ts";
export type { PoolDetail, PoolSummary } from "../../../src/pools/view-pool.ts";
export type { Ballot } from "../../../src/preferences/ballot.ts";
export type { WorkerSnapshot } from "../../../src/workers/snapshot.ts";
export type { FaultCode } from "../../../src/workers/worker-fault.ts";
