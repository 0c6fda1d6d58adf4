import { STATUS_CODES } from "node:http";
import { z } from "zod";

interface RouteFacts {
  url: string;
  method: string | readonly string[];
  isOpen: boolean;
  hasBody: boolean;
  /** Statuses of its own beyond those of its kind. */
  fails?: readonly number[] | undefined;
}

interface FailureForm {
  type: string;
  schema: object;
}

/** RFC 9457. */
const problemSchema = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("whole sentences that name what was wrong"),
  code: z.string(),
  field: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
const openaiErrorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }),
});
const detailSchema = z.object({ detail: z.string(), code: z.string(), field: z.string().optional() });
const aoErrorSchema = z.object({ error: z.string() }).loose();

/** Interfaces that keep a form of their own. */
const FORMS: readonly [url: RegExp, type: string, schema: z.ZodType][] = [
  [/^\/v1\//, "application/json", openaiErrorSchema],
  [/^\/(chat|echo)$/, "application/json", detailSchema],
  [/^\/ao(\/|$)/, "application/json", aoErrorSchema],
  [/^/, "application/problem+json", problemSchema],
];
/** They ask workers, who fail. */
const ASKS_WORKERS = /^\/(v1\/(chat\/completions|completions|embeddings)|chat|assay\/v1\/(compare|workers\/.*\/ping))$/;
const WORKERS_FAIL = [502, 503, 504];
/** A key's budget is spent, or an account has too little. */
const COSTS = /^\/(v1\/|chat$|assay\/v1\/(compare|ledger|pools|runs))/;
const NEEDS_KEY = [401, 403, 429];
const WITH_BODY = [413, 415];

/** The failures that a route may answer with, in the form of its interface, as OpenAPI's responses. 500 is none of them: it is a bug. */
export function describeFailures({ url, method, isOpen, hasBody, fails = [] }: RouteFacts): Record<string, object> {
  const writes = [method].flat().some((one) => one !== "GET" && one !== "HEAD");
  const statuses = new Set([
    400,
    404,
    ...(isOpen ? [] : NEEDS_KEY),
    ...(writes ? [409] : []),
    ...(writes && COSTS.test(url) ? [402] : []),
    ...(hasBody ? WITH_BODY : []),
    ...(ASKS_WORKERS.test(url) ? WORKERS_FAIL : []),
    ...fails,
  ]);
  const form = formOf(url);
  return Object.fromEntries(
    [...statuses]
      .toSorted((a, b) => a - b)
      .map((status) => [status, { description: STATUS_CODES[status] ?? "", content: { [form.type]: { schema: form.schema } } }]),
  );
}

const schemas = new Map<z.ZodType, object>();

function formOf(url: string): FailureForm {
  const [, type, form] = FORMS.find(([pattern]) => pattern.test(url)) ?? ["", "application/problem+json", problemSchema];
  const schema = schemas.get(form) ?? toJsonSchema(form);
  schemas.set(form, schema);
  return { type, schema };
}

function toJsonSchema(form: z.ZodType): object {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(form);
  return schema;
}
