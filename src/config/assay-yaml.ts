import { readFileSync } from "node:fs";
import { load, YAMLException } from "js-yaml";
import { z } from "zod";
import { AssayError } from "../lib/errors.ts";
import { describeIssue } from "../lib/describe-issue.ts";

/**
 * What `assay.yaml` may hold: workers, processes, and `answers`: openings by which an answer counts as a refusal, beside or instead of the usual ones.
 * Workers and processes are read as they stand: `app.ts` checks them by their domains' own schemas.
 */
const assayYamlSchema = z.strictObject({
  workers: z.array(z.record(z.string(), z.unknown())).max(10_000).default([]),
  answers: z
    .strictObject({
      refusals: z
        .array(
          z
            .string()
            .max(100)
            .regex(/[\p{L}\p{N}]/u, "must hold a letter or a digit"),
        )
        .max(200)
        .default([]),
      usualRefusals: z.boolean().default(true),
    })
    .default({ refusals: [], usualRefusals: true }),
  ao: z.strictObject({ processes: z.array(z.record(z.string(), z.unknown())).max(1000).default([]) }).default({ processes: [] }),
});

export type AssayYaml = z.infer<typeof assayYamlSchema>;

/**
 * Reads the file that declares the network.
 * @param required whether the caller named the file: then a missing one is an error
 * @throws AssayError `invalid_input` with the line of a YAML error, or the path of the key at fault
 */
export function readAssayYaml(path: string, required: boolean): AssayYaml {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT" && !required) return assayYamlSchema.parse({});
    throw new AssayError("invalid_input", `ASSAY_CONFIG names ${path}, which cannot be read: ${(cause as Error).message}.`, {
      cause,
      field: "ASSAY_CONFIG",
    });
  }
  const parsed = assayYamlSchema.safeParse(parseYaml(path, text) ?? {});
  if (parsed.success) return parsed.data;
  const { field, message } = describeIssue(parsed.error);
  throw new AssayError("invalid_input", `${path}: ${message}.`, { field });
}

function parseYaml(path: string, text: string): unknown {
  try {
    return load(text);
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    throw new AssayError("invalid_input", `${path}, line ${(cause.mark?.line ?? 0) + 1}: ${cause.reason}.`, { cause });
  }
}
