export { callForText, complete, type Completion } from "./complete.ts";
export type { Callee, CallControl, CallOptions, Receiver } from "./call.ts";
export { carriedEndpoint, type CarriedCall, type CarriedControl, type CarriedReply, type Carry } from "./carried-endpoint.ts";
export { Endpoint, type EndpointOptions } from "./endpoint.ts";
export { LlmError, type LlmErrorKind } from "./llm-error.ts";
export { isPrivateEndpoint } from "./private-address.ts";
export { replaceModel } from "./replace-model.ts";
export { retryCall, type RetryOptions } from "./retry-call.ts";
export { streamCompletion, type CompletionStream, type StreamedCompletion, type StreamOptions } from "./stream-completion.ts";
