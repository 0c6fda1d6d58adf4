/**
 * Measures Assay against its peers: `npm run bench [-- ROW…] [--pairs N] [--no-peers] [--smoke] [--json FILE]`.
 * Only the ratios mean something, and only within one run. Exit code 1: a budget of budgets.json is
 * missed, or a row failed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkBudgets, readBudgets } from "./check-budgets.ts";
import { formatFindings } from "./format-findings.ts";
import type { BenchContext, Row } from "./row.ts";
import { row as bigRuns } from "./rows/big-runs.ts";
import { row as evaluationRunner } from "./rows/evaluation-runner.ts";
import { row as fanOut } from "./rows/fan-out.ts";
import { row as gatewayNonStream } from "./rows/gateway-non-stream.ts";
import { row as gatewayStream } from "./rows/gateway-stream.ts";
import { row as messages } from "./rows/messages.ts";
import { row as startUp } from "./rows/start-up.ts";
import { buildRow, scoreRow } from "./rows/task-work.ts";
import { runPlan } from "./run-plan.ts";
import { summarize, type Finding } from "./summarize.ts";

const ROWS: readonly Row[] = [evaluationRunner, gatewayNonStream, gatewayStream, fanOut, startUp, bigRuns, buildRow, scoreRow, messages];
const PAIRS = 5;
/** Before anything was started: what other programs take. */
const LOAD_BEFORE = loadavg()[0] ?? 0;
const BUSY_SHARE = 0.25;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: String(PAIRS) },
    smoke: { type: "boolean", default: false },
    "no-peers": { type: "boolean", default: false },
    json: { type: "string" },
  },
});

interface Result {
  findings: Finding[];
  skipped: string[];
  failed: string[];
}

process.exitCode = await main();

async function main(): Promise<number> {
  const unknown = positionals.filter((name) => !ROWS.some((row) => row.name === name));
  const rounds = values.smoke ? 1 : Number(values.pairs);
  if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    console.error(`Rows: ${ROWS.map((row) => `"${row.name}"`).join(", ")}. --pairs takes a number from 1.`);
    return 2;
  }
  const directory = mkdtempSync(join(tmpdir(), "assay-bench-"));
  const context: BenchContext = {
    isSmoke: values.smoke,
    withPeers: !values.smoke && !values["no-peers"],
    directory,
    note: (line) => console.error(line),
  };
  const result: Result = { findings: [], skipped: [], failed: [] };
  try {
    for (const row of ROWS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
      await runRow(row, context, rounds, result).catch((error: unknown) => result.failed.push(`${row.name}: ${String(error)}`));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return report(result, rounds);
}

/** A row that fails is told at the end; what the others found stands. */
async function runRow(row: Row, context: BenchContext, rounds: number, result: Result): Promise<void> {
  console.error(`${row.name}: ${row.about}`);
  const directory = join(context.directory, row.name.replaceAll(" ", "-"));
  mkdirSync(directory);
  await using opened = await row.open({ ...context, directory });
  result.skipped.push(...opened.skipped.map((peer) => `${row.name}: ${peer}`));
  for (const plan of opened.plans) {
    console.error(`  ${plan.name}`);
    result.findings.push(...summarize(row.name, plan, await runPlan(plan, rounds)));
  }
}

function report({ findings, skipped, failed }: Result, rounds: number): number {
  const budgets = readBudgets();
  const machine = {
    node: process.version,
    processors: availableParallelism(),
    model: cpus()[0]?.model,
    loadBefore: LOAD_BEFORE,
    loadAfter: loadavg()[0],
  };
  // One pair is too few to hold anything against it.
  const missed = values.smoke ? [] : checkBudgets(findings, budgets);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, rounds, findings, skipped, failed, missed }, null, 2)}\n`);
  console.log(formatFindings(findings, budgets));
  if (LOAD_BEFORE > machine.processors * BUSY_SHARE) {
    const load = `${LOAD_BEFORE.toFixed(1)} on ${machine.processors} processors`;
    console.log(
      `Busy: the load was ${load} before the run began. Figures of seconds mean little, those of processor time less than they could.`,
    );
  }
  for (const peer of skipped) console.log(`Skipped: ${peer}`);
  for (const sentence of missed) console.log(`Missed: ${sentence}`);
  for (const sentence of failed) console.log(`Failed: ${sentence}`);
  return missed.length + failed.length === 0 ? 0 : 1;
}
