export { chatRequestSchema, type ChatRequest } from "./chat-request.ts";
export { completeChat, streamChat } from "./complete-chat.ts";
export type { GatewayContext } from "./context.ts";
export { fanOut, NoAnswer, workersFor, type FanOutSink } from "./fan-out.ts";
export { modelNames } from "./policies.ts";
export { ChunkWriter } from "./stream-chunk.ts";
