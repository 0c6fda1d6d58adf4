import { z } from "zod";

/** One environment variable: how its text is read, what it is without one, and what it is for. */
interface Variable {
  schema: z.ZodType;
  fallback?: string;
  secret?: true;
  about: string;
}

const text = z.string().min(1);
const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

/** Every variable that Assay reads. `.env.example` lists the same ones: a test compares them. */
export const VARIABLES = {
  PORT: {
    schema: z.coerce.number("must be a port number").pipe(z.int().min(0).max(65_535)),
    fallback: "10000",
    about: "Port of the one server; 0 takes a free one.",
  },
  HOST: { schema: text, fallback: "127.0.0.1", about: "Address to listen on. Any other than loopback needs a key." },
  ASSAY_DATA_DIR: { schema: text, fallback: "data", about: "Where the embedded database and the server's own files live." },
  ASSAY_CONFIG: { schema: text, fallback: "assay.yaml", about: "File that declares workers." },
  ASSAY_INCLUDE_PATH: {
    schema: text,
    about: "Folders of task YAML beside the built-in tasks, separated by colons: your own, or a checkout of lm-evaluation-harness's tasks.",
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" }),
    secret: true,
    about: "PostgreSQL 15 or newer instead of the embedded database.",
  },
  EXPECTED_ACCESS_KEY: {
    schema: z.string().min(1, "must not be empty"),
    secret: true,
    about: "The first access key, with every scope. More: assay key add.",
  },
  ALLOW_PRIVATE_ENDPOINTS: {
    schema: z.enum(["true", "false"]).transform((value) => value === "true"),
    about: "Whether workers may be endpoints on private or loopback addresses. Default: while HOST is loopback.",
  },
  HF_ENDPOINT: {
    schema: url,
    fallback: "https://huggingface.co",
    about: "The Hugging Face hub that datasets are registered from, or a mirror of it.",
  },
  HF_TOKEN: { schema: text, secret: true, about: "Token for datasets of the hub that are private or gated." },
  HEDGE_AFTER: {
    schema: z.union([z.enum(["off", "p50", "p95"]), z.coerce.number().pipe(z.int().min(1).max(600_000))], {
      error: "must be off, p50, p95 or milliseconds",
    }),
    fallback: "p95",
    about:
      "When /v1 asks a second worker beside one that has not begun: off, p50 or p95 (of that worker's own answers, once it has given 20), or milliseconds.",
  },
  LOG_LEVEL: {
    schema: z.enum(["trace", "debug", "info", "warn", "error", "silent"]),
    fallback: "info",
    about: "trace, debug, info, warn, error or silent. Prompts and answers appear only at trace.",
  },
  OPENROUTER_API_KEY: { schema: text, secret: true, about: "Lets the demonstration ask real models through openrouter.ai." },
  OPENAI_BASE_URL: { schema: url, about: "Any OpenAI-compatible endpoint for the demonstration, such as http://127.0.0.1:8000/v1." },
  OPENAI_API_KEY: { schema: text, secret: true, about: "Its key." },
  OPENAI_MODEL: { schema: text, about: "The model to ask there." },
  NO_COLOR: { schema: z.string(), about: "Any value turns colours off in the terminal." },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;
