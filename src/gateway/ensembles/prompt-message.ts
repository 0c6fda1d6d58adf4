/** A message of a conversation in OpenAI's form; only its text counts here. */
export interface PromptMessage {
  role: string;
  content: string;
}
