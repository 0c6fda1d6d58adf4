import { z } from "zod";
import { strip } from "../../../python/index.ts";
import type { Document } from "../../document.ts";
import type { TaskFunction } from "../task-function.ts";
import { CHECKS } from "./checks.ts";
import type { Demands } from "./instruction.ts";

const row = z.object({
  instruction_id_list: z.array(z.string()),
  kwargs: z.array(z.record(z.string(), z.unknown()).nullable()),
});

/** Strictly a response as it is; loosely also without its first line, its last line, both, and each without stars. */
function scoreInstructions(document: Document, response: string): ReturnType<Extract<TaskFunction, { kind: "results" }>["call"]> {
  const { instruction_id_list: ids, kwargs } = row.parse(document);
  const follows = (texts: readonly string[]) =>
    ids.map((id, at) => {
      const check = CHECKS[id];
      const demands = demandsOf(kwargs[at]);
      return check !== undefined && texts.some((text) => strip(text) !== "" && check(text, demands));
    });
  const strict = follows([response]);
  const loose = follows(variantsOf(response));
  return {
    prompt_level_strict_acc: Number(strict.every(Boolean)),
    inst_level_strict_acc: shareOf(strict),
    prompt_level_loose_acc: Number(loose.every(Boolean)),
    inst_level_loose_acc: shareOf(loose),
  };
}

/** What is empty or zero is not demanded: the dataset has a place for every kind in each row. */
function demandsOf(given: Record<string, unknown> | null | undefined): Demands {
  return Object.fromEntries(
    Object.entries(given ?? {}).filter(([, value]) => Boolean(value) && !(Array.isArray(value) && value.length === 0)),
  );
}

function variantsOf(response: string): string[] {
  const lines = response.split("\n");
  const texts = [response, ...[lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((some) => strip(some.join("\n")))];
  return [...texts, ...texts.map((text) => text.replaceAll("*", ""))];
}

/** Over all documents an instruction counts once, however many a document has. */
function shareOf(followed: readonly boolean[]): { value: number; parts: number[] } {
  const count = followed.filter(Boolean).length;
  return { value: followed.length === 0 ? 0 : count / followed.length, parts: [count, followed.length] };
}

/** Functions of the harness's tasks/ifeval/utils.py, by their names there. */
export const ifevalFunctions: Readonly<Record<string, TaskFunction>> = {
  process_results: { kind: "results", call: scoreInstructions },
  agg_inst_level_acc: { kind: "aggregation", total: "ratio" },
};
