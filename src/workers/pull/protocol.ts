import { z } from "zod";
import { ENDPOINTS } from "../driver.ts";

/** Of the frames below. A process of another version is refused before it is connected. */
export const PROTOCOL = 1;
/** No frame of either side is longer. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** Of one request; sent in several frames where it is longer than one. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Where a joined process asks its backend, and nowhere else. */
export const PATHS = ["/chat/completions", "/completions", "/embeddings", "/models"] as const;

/** Why a connection is closed. 4000 and above are ours: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.2 */
export const CLOSE = { done: 1000, brokenFrame: 1008, restart: 1012, removed: 4001, replaced: 4002 } as const;

/** A request's number on its connection; it counts up and names the bytes that belong to it. */
const id = z.int().min(1).max(0xffff_ffff);
const control = <const Type extends string>(type: Type) => z.strictObject({ type: z.literal(type), id });

/** What the server says to a joined process. A request's body follows in data frames of its id, until all its bytes are there. */
export const serverFrameSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("welcome"),
    uid: z.int(),
    /** Silence after which the connection counts as lost. */
    lostAfterMs: z.int().min(1),
  }),
  z.strictObject({ type: z.literal("request"), id, path: z.enum(PATHS), bodyBytes: z.int().min(0).max(MAX_BODY_BYTES).nullable() }),
  control("cancel"),
  control("pause"),
  control("resume"),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;

const header = z.string().max(1024).optional();

/** What a joined process says. A response is one head, data frames, and an end; or a failure. */
export const workerFrameSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("head"),
    id,
    status: z.int().min(200).max(599),
    headers: z.strictObject({ "content-type": header, "retry-after": header, "retry-after-ms": header, date: header }),
  }),
  control("end"),
  z.strictObject({
    type: z.literal("failed"),
    id,
    kind: z.enum(["connection", "timeout", "bad_request", "bad_response"]),
    message: z.string().max(2000),
  }),
  /** It is about to leave, or has as much as it takes: the request goes to another connection. */
  control("refused"),
  /** It finishes what it has and takes nothing new. */
  z.strictObject({ type: z.literal("drain") }),
]);
export type WorkerFrame = z.infer<typeof workerFrameSchema>;

/** With what a process introduces itself, in the query of its upgrade. */
export const joinQuerySchema = z.strictObject({
  protocol: z.literal(String(PROTOCOL), `this server speaks version ${PROTOCOL} of the protocol`),
  name: z.string().min(1).max(128),
  model: z.string().min(1).max(256).optional(),
  /** Which of OpenAI's endpoints its backend answers, with commas; what a process that says nothing is registered with stays. */
  endpoints: z
    .string()
    .max(64)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(ENDPOINTS)).min(1).max(ENDPOINTS.length))
    .optional(),
  maxConcurrency: z.coerce.number().pipe(z.int().min(1).max(1024)).default(8),
  /** Names the process: when it comes again its old connection is given up at once. */
  instance: z.uuid(),
});
