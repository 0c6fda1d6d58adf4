/** Where the files of the two programs may differ, and why. Paths of keys; `*` is any one key. */
export const ALLOWED: readonly { file: "bodies" | "results" | "samples"; path: string; why: string }[] = [
  {
    file: "bodies",
    path: "messages.*.type",
    why: 'lm_eval sends `"type": "text"` in each message, which OpenAI\'s interface does not have',
  },
  { file: "results", path: "assay", why: "ours: the run, the worker and intervals" },
  { file: "results", path: "date", why: "when it was run" },
  { file: "results", path: "start_time", why: "lm_eval's is a clock without an origin" },
  { file: "results", path: "end_time", why: "the same" },
  { file: "results", path: "total_evaluation_time_seconds", why: "how long it took" },
  { file: "results", path: "git_hash", why: "of the folder it was run in" },
  { file: "results", path: "upper_git_hash", why: "the same" },
  { file: "results", path: "pretty_env_info", why: "the machine, by torch" },
  { file: "results", path: "transformers_version", why: "there is none here" },
  { file: "results", path: "configs.*.process_docs", why: "lm_eval writes a Python function's address or source, Assay its name" },
  { file: "results", path: "configs.*.doc_to_text", why: "the same, in MMLU-Pro" },
  { file: "results", path: "configs.*.fewshot_config.doc_to_text", why: "the same" },
  { file: "results", path: "configs.*.dataset_path", why: "gsm8k has moved to openai/gsm8k" },
  { file: "results", path: "configs.*.dataset_kwargs", why: "trust_remote_code: no code of a dataset is run here" },
  { file: "results", path: "configs.*.fewshot_split", why: "Assay's tasks of BIG-Bench Hard may read their examples from a split" },
  {
    file: "results",
    path: "configs.bbh_cot_fewshot_boolean_expressions.fewshot_config",
    why: "Assay reads the published prompt and leaves out the line that lm_eval's copy of it lacks",
  },
  { file: "results", path: "configs.*.tag", why: "a name, or a list of one name" },
];

/** Whether a difference at this path is expected. */
export function isAllowed(file: "bodies" | "results" | "samples", path: readonly string[]): boolean {
  return ALLOWED.some((allowed) => {
    const keys = allowed.path.split(".");
    return allowed.file === file && path.length >= keys.length && keys.every((key, at) => key === "*" || key === path[at]);
  });
}
