import { z } from "zod";
import type { Process } from "./message.ts";

/** The administrator of this server, who acts through its API and not by a wallet. */
export const OPERATOR = "@operator";

/** A process that `assay.yaml` declares under `ao.processes`. */
export const processSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be 43 characters of base64url"),
  kind: z.string().min(1),
  /** An address, who may do what only the owner may. */
  owner: z.string().min(1).default(OPERATOR),
  settings: z.record(z.string(), z.unknown()).default({}),
});

/** Processes under the ids that the known system's clients have in their scripts. */
export const KNOWN_PROCESSES: readonly Process[] = [
  {
    id: "xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10",
    kind: "token",
    owner: OPERATOR,
    settings: { name: "Assay credit", ticker: "CRED", denomination: "12" },
  },
  { id: "DLJoP8Xtdat6SKz3kqYGZPaa7DJBG6etF1jRLQCwquo", kind: "pool", owner: OPERATOR, settings: {} },
  {
    id: "XUw5NtwUzk7hf_dE4ifEFD2rHfXffMLb8s2QfnZEvg4",
    kind: "dataset",
    owner: OPERATOR,
    settings: { task: "siqa", dataset: "social_i_qa", split: "validation" },
  },
  { id: "jaSRY9nVTdUE48QMg9SMuKbW8T9yk8Vi1FNZpau9M2A", kind: "worker-herder", owner: OPERATOR, settings: { clients: ["*"] } },
];
