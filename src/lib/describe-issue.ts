import type { ZodError } from "zod";

export type Issue = ZodError["issues"][number];

/** One broken rule of a schema, for people: the path of the field (`workers[0].baseUrl`) and a sentence without its full stop. */
export interface FieldIssue {
  field: string;
  message: string;
}

/** The first broken rule. */
export function describeIssue(error: Pick<ZodError, "issues">, root = ""): FieldIssue {
  return describeIssues(error, root)[0] ?? { field: root, message: "invalid input" };
}

/** Every broken rule; of a union, the rules of the branch that came nearest. `root` is put before each path. */
export function describeIssues(error: Pick<ZodError, "issues">, root = ""): FieldIssue[] {
  return error.issues.flatMap((issue) => describe(issue, root));
}

function describe(issue: Issue, root: string): FieldIssue[] {
  const field = pathText(issue.path, root);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => named(pathText([...issue.path, key], root), "is not a known field"));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
    if (depth(nearest) > 0) return nearest.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] } as Issue, root));
  }
  return [named(field, plain(issue.message))];
}

function depth(branch: readonly { path: readonly PropertyKey[] }[]): number {
  return Math.max(0, ...branch.map(({ path }) => path.length));
}

function named(field: string, message: string): FieldIssue {
  return { field, message: field === "" ? message : `${field}: ${message}` };
}

function pathText(path: readonly PropertyKey[], root: string): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, root);
}

/** zod's "Invalid input: expected string, received undefined" as people say it. */
function plain(message: string): string {
  const text = message.replace(/^Invalid input: /, "");
  if (/^expected .*, received undefined$/.test(text)) return "is missing";
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
