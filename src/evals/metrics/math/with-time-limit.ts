import { createContext, Script } from "node:vm";

const script = new Script("work()");
const sandbox = createContext({ work: (): void => undefined });
/** A busy machine may give the process little of each second: the clock alone says nothing about the work. */
const PATIENCE = 8;
const MAX_ROUNDS = 4;

/**
 * Runs `work` here and now, and says whether it ended within about `limitMs` of processor time. V8 itself stops it, within
 * patterns too: whatever a worker wrote cannot hold the event loop for longer. Work that was stopped early because the machine
 * is busy is begun again, so it must be repeatable, and what it has written by then stays.
 */
export function withTimeLimit(limitMs: number, work: () => void): boolean {
  sandbox["work"] = work;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = process.threadCpuUsage();
    try {
      script.runInContext(sandbox, { timeout: limitMs * PATIENCE ** round });
      return true;
    } catch (error) {
      if (!isTimeout(error)) throw error;
      const { user, system } = process.threadCpuUsage(before);
      if ((user + system) / 1000 >= limitMs / 2) return false;
    }
  }
  return false;
}

/** The error comes from the other context, so that it is no instance of our Error. */
function isTimeout(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
