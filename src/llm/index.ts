export { Endpoint, type CallOptions, type EndpointOptions } from "./endpoint.ts";
export { callForText, complete, type Completion } from "./complete.ts";
export { LlmError, type LlmErrorKind } from "./llm-error.ts";
export { retryCall, type RetryOptions } from "./retry-call.ts";
export { streamCompletion, type CompletionStream, type StreamedCompletion } from "./stream-completion.ts";
