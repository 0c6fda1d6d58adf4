import { compileTemplate } from "../../../../src/evals/tasks/template/compile-template.ts";
import { compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "jinja.jsonl";
/** Names of the tasks that are built in. */
const TARGET = /^(?:mmlu_.*_generative|mmlu_pro|bbh_cot_fewshot_|leaderboard_math_|gsm8k$)/;

interface TemplateRow {
  template: string;
  tasks: string[];
  cases: { doc: Record<string, unknown>; out: string }[];
}

/** Templates as Jinja2 renders them: of the tasks that are built in, of all tasks, and on documents of odd types. */
export function checkTemplates(vectors: Vectors): Outcome[] {
  const rows = vectors.read<TemplateRow>(FILE);
  const renders = (of: readonly TemplateRow[], isWanted: (at: number) => boolean) =>
    of.flatMap(({ template, cases }) => cases.filter((_, at) => isWanted(at)).map(({ doc, out }) => ({ template, doc, out })));
  const compare = ({ template, doc, out }: ReturnType<typeof renders>[number]) => ({
    name: template,
    found: compileTemplate(template)(doc),
    wanted: out,
  });
  const isTarget = ({ tasks }: TemplateRow) => tasks.some((task) => TARGET.test(task));
  return [
    compareRecords(
      FILE,
      "built-in tasks",
      renders(rows.filter(isTarget), () => true),
      compare,
    ),
    compareRecords(
      FILE,
      "plausible documents",
      renders(rows, (at) => at === 0),
      compare,
      0.98,
    ),
    compareRecords(
      FILE,
      "documents of odd types",
      renders(rows, (at) => at > 0),
      compare,
      null,
    ),
  ];
}
