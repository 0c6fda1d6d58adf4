/** One comparison: the same command line for both programs, but for what only one of them needs. */
export interface Case {
  name: string;
  arguments: readonly string[];
  model: { type: string; path: string; more: string };
  tasks: readonly string[];
}

const CHAT = { type: "local-chat-completions", path: "/chat/completions", more: "num_concurrent=4" };
const COMPLETIONS = {
  type: "local-completions",
  path: "/completions",
  more: "num_concurrent=4,tokenized_requests=False,tokenizer_backend=None",
};
const FAMILIES = [
  "gsm8k",
  "mmlu_pro_math",
  "mmlu_pro_law",
  "bbh_cot_fewshot_boolean_expressions",
  "bbh_cot_fewshot_date_understanding",
  "bbh_cot_fewshot_word_sorting",
  "mmlu_abstract_algebra_generative",
  "mmlu_anatomy_generative",
];

/** Chat and completion, few-shots as turns and in one turn, overrides, shares, chosen documents, groups. */
export const CASES: readonly Case[] = [
  {
    name: "chat, few-shots as turns, with an instruction",
    model: CHAT,
    tasks: FAMILIES,
    arguments: ["--apply_chat_template", "--fewshot_as_multiturn", "--system_instruction", "Be brief – please.", "--log_samples"],
  },
  {
    name: "chat, one turn, three few-shots, seed 7",
    model: { ...CHAT, more: "num_concurrent=1,max_gen_toks=300,seed=99" },
    tasks: FAMILIES,
    arguments: ["--apply_chat_template", "--num_fewshot", "3", "--seed", "1,2,3,7", "--limit", "5", "--log_samples"],
  },
  { name: "completion, the tasks' own few-shots", model: COMPLETIONS, tasks: FAMILIES, arguments: ["--log_samples"] },
  {
    name: "completion, other generation settings, a share of the documents",
    model: COMPLETIONS,
    tasks: FAMILIES,
    arguments: [
      "--gen_kwargs",
      "temperature=0.7,top_p=0.9,max_gen_toks=77,do_sample=true",
      "--limit",
      "0.3",
      "--num_fewshot",
      "0",
      "--log_samples",
    ],
  },
  {
    name: "OpenAI's chat endpoint, chosen documents",
    model: { type: "openai-chat-completions", path: "/chat/completions", more: "num_concurrent=2" },
    tasks: ["gsm8k", "mmlu_pro_math"],
    arguments: ["--apply_chat_template", "--samples", '{"gsm8k": [1, 4, 9], "mmlu_pro_math": [0, 5]}', "--log_samples"],
  },
  {
    name: "answers without scores",
    model: CHAT,
    tasks: ["gsm8k", "mmlu_anatomy_generative"],
    arguments: ["--apply_chat_template", "--predict_only", "--limit", "4"],
  },
  { name: "a group of 14 tasks, results only", model: COMPLETIONS, tasks: ["mmlu_pro"], arguments: ["--limit", "3"] },
];
