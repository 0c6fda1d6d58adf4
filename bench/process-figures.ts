import { readdirSync, readFileSync } from "node:fs";

const NANOSECONDS_PER_MS = 1e6;
const KIB_PER_MB = 1024;

/** Milliseconds that the living threads of these processes have been on a processor, to the nanosecond (Linux). */
export function cpuMs(pids: readonly number[]): number {
  let nanoseconds = 0;
  for (const pid of pids) {
    for (const thread of listDirectory(`/proc/${pid}/task`)) {
      nanoseconds += Number(readText(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0] ?? 0);
    }
  }
  return nanoseconds / NANOSECONDS_PER_MS;
}

/** Resident memory of these processes in MB, now or at its peak. */
export function rssMb(pids: readonly number[], which: "now" | "peak" = "now"): number {
  const field = which === "now" ? /VmRSS:\s+(\d+)/ : /VmHWM:\s+(\d+)/;
  return pids.reduce((sum, pid) => sum + Number(field.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0), 0) / KIB_PER_MB;
}

/** The process and all that descend from it. */
export function processTree(pid: number): number[] {
  const children = listDirectory(`/proc/${pid}/task`).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`)
      .split(" ")
      .filter((child) => child !== "")
      .map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

function listDirectory(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

// A process may end between two looks.
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
