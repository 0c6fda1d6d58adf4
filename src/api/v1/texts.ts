import { z } from "zod";

const tokens = z.array(z.int().min(0)).min(1);

/** `prompt` and `input`: a text, several, the token ids of one, or of several. */
export const textsSchema = z.union([z.string(), z.array(z.string()).min(1).max(2048), tokens, z.array(tokens).min(1).max(2048)]);
