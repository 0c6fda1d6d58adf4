export { buildDocuments, toTaskDocument, type BuiltDocuments } from "./build-documents.ts";
export { chooseDocuments } from "./choose-documents.ts";
export { CODE, isOutcome } from "./codes.ts";
export { describeTable, tableNameOf, type TableDescription } from "./describe-table.ts";
export { documentId, supplierId } from "./document-id.ts";
export type {
  InstanceDocument,
  PromptDocument,
  ResponseDocument,
  ResultDocument,
  ScoreEntry,
  SignatureEntry,
  TaskDocument,
} from "./documents.ts";
export { evaluateTask, type AnsweredInstance } from "./evaluate-task.ts";
export { PocketFault, type PocketFaultType } from "./pocket-fault.ts";
export {
  COMPLETIONS_PATH,
  parsePocketRequest,
  registerRequestSchema,
  samplerRequestSchema,
  type RegisterRequest,
  type SamplerRequest,
} from "./requests.ts";
export { SIGNATURES, signatureOf, type SignatureKind } from "./signature-of.ts";
export { timeoutModelSchema, timeoutOf, type TimeoutModel } from "./timeout-of.ts";
